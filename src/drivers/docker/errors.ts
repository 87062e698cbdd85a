import { IsodenseError, messageOf, type ErrorKind } from '../../model/errors.ts';
import { CANNOT_START } from '../become-workload.ts';

/** What engines say, and what a user can do about it. The first pattern that matches wins. */
const TRANSLATIONS: readonly {
  readonly pattern: RegExp;
  readonly kind: ErrorKind;
  readonly meaning: string;
  readonly hint: string;
}[] = [
  {
    pattern: /EACCES/,
    kind: 'unavailable',
    meaning: "this user may not use the engine's socket",
    hint: 'run as root, or add the user to the docker group',
  },
  {
    pattern:
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT)/,
    kind: 'unavailable',
    meaning: "the engine's certificate is not signed by an authority that this host trusts",
    hint: 'put the certificate of its authority into ca.pem and set DOCKER_CERT_PATH to that directory',
  },
  {
    pattern: /^ERR_TLS_CERT_ALTNAME_INVALID/,
    kind: 'unavailable',
    meaning: "the engine's certificate is for another name",
    hint: 'use a name or address that the certificate lists, or reissue it with this one',
  },
  {
    pattern: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)/,
    kind: 'unavailable',
    meaning: "the engine's certificate is not valid today",
    hint: "reissue it, and check this host's clock",
  },
  {
    pattern:
      /certificate required|alert bad certificate|alert unknown ca|alert handshake failure|tlsv1[^ ]* alert/i,
    kind: 'unavailable',
    meaning: 'the engine does not accept the certificate of this client',
    hint: 'set DOCKER_CERT_PATH to a directory with cert.pem and key.pem that its authority has signed',
  },
  {
    pattern: /wrong version number|packet length too long/i,
    kind: 'unavailable',
    meaning: 'the engine does not speak TLS at this address',
    hint: 'unset DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH, or use the port on which it does',
  },
  {
    pattern: /HTTP request to an HTTPS server/i,
    kind: 'unavailable',
    meaning: 'this address accepts TLS connections only',
    hint: 'set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or write https:// instead of tcp://',
  },
  {
    pattern: /^ERR_OSSL|no start line|bad base64 decode|key values mismatch/i,
    kind: 'usage',
    meaning: 'a certificate or key cannot be read as one',
    hint: 'ca.pem, cert.pem and key.pem must be in PEM format and belong together',
  },
  {
    pattern: /^ssh ended with/,
    kind: 'unavailable',
    meaning: 'the engine cannot be reached through ssh',
    hint: 'try: ssh DESTINATION docker version; a key that needs no password and a known host are needed',
  },
  {
    pattern: /socket hang up|ECONNRESET|EPIPE|^aborted|premature close/i,
    kind: 'unavailable',
    meaning: 'the engine ended or closed the connection',
    hint: "see the engine's own log for why, and start it again",
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN/,
    kind: 'unavailable',
    meaning: "the engine's host has no address",
    hint: 'check DOCKER_HOST, the Docker context or engine: in the variant',
  },
  {
    pattern: /spawn ssh ENOENT/,
    kind: 'unavailable',
    meaning: 'ssh is not installed here',
    hint: 'install openssh-client',
  },
  {
    pattern: /ENOENT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/,
    kind: 'unavailable',
    meaning: 'no engine answers at this address',
    hint: 'start it, or unset DOCKER_HOST to let isodense start one of its own',
  },
  {
    pattern: /unknown or invalid runtime name|runtime .* not found|no such runtime/i,
    kind: 'unavailable',
    meaning: 'the engine does not know this runtime',
    hint: "register it in the engine's daemon.json under runtimes",
  },
  {
    pattern: /invalid reference format|invalid repository name|repository name must/i,
    kind: 'usage',
    meaning: 'that is not the name of an image',
    hint: 'write [REGISTRY/]NAME[:TAG] or NAME@sha256:DIGEST, in lower-case letters',
  },
  {
    pattern: /no such image/i,
    kind: 'unavailable',
    meaning: 'the engine has no such image',
    hint: 'check its name; image: { archive: FILE } needs none in the engine',
  },
  {
    pattern: /no available IPv4|non-overlapping IPv4 address pool/i,
    kind: 'unavailable',
    meaning: "the engine's address pool is used up",
    hint: 'enlarge default-address-pools or bip in daemon.json, or use network: none',
  },
  {
    pattern: /exchange full/i,
    kind: 'unavailable',
    meaning: 'the bridge has no port left (1,023 is the most)',
    hint: 'use network: none or host, or several networks',
  },
  {
    pattern: /no space left on device/i,
    kind: 'unavailable',
    meaning: "the engine's disk is full",
    hint: 'free space below its data root',
  },
  {
    pattern: /unable to apply caps/i,
    kind: 'unavailable',
    meaning: 'the container asks for capabilities that this host does not have itself',
    hint: 'instead of privileged: true, write capAdd: ALL and list in capDrop what the host lacks (CapBnd of /proc/self/status)',
  },
  {
    pattern: /cannot allocate memory|resource temporarily unavailable/i,
    kind: 'unavailable',
    meaning: 'the kernel refused more memory, processes or threads',
    hint: 'see isodense doctor for the walls of this host',
  },
  { pattern: /exec format error/i, ...CANNOT_START.format },
  { pattern: /executable file not found|no such file or directory/i, ...CANNOT_START.missing },
  { pattern: /exec.*permission denied/i, ...CANNOT_START.forbidden },
  { pattern: /(mkdir|chdir|cwd|working directory).*not a directory/i, ...CANNOT_START.directory },
  {
    pattern: /unable to find (user|group)|no matching entries in (passwd|group)/i,
    kind: 'usage',
    meaning: 'the image runs as a user or group that its files do not name',
    hint: 'give the image a USER that is in its /etc/passwd, or a number',
  },
];

/** Turns anything an engine call throws into an error that says what it means here and how to fix it. */
export function translate(thrown: unknown, doing: string): IsodenseError {
  if (thrown instanceof IsodenseError) return thrown;
  const said = saidBy(thrown);
  const known = TRANSLATIONS.find(({ pattern }) => pattern.test(said));
  if (known === undefined) {
    return new IsodenseError('internal', `${doing}: the engine refused: ${said}`, { cause: thrown });
  }
  return new IsodenseError(known.kind, `${doing}: ${known.meaning} (${said})`, {
    hint: known.hint,
    cause: thrown,
  });
}

/**
 * A runtime that finds out only when it executes the program says so in the container's output, and ends it
 * with a code. Undefined for other last words.
 */
export function translateLastWords(words: string, doing: string): IsodenseError | undefined {
  const said = words
    .split('\n')
    .find((line) =>
      /^(standard_init|exec |exec container process|starting container|running container).*(exec format error|no such file or directory|permission denied)$/i.test(
        line,
      ),
    );
  return said === undefined ? undefined : translate(new Error(said), doing);
}

/** The engine's own sentence, without the wrapping of its client. */
export function saidBy(thrown: unknown): string {
  const text = messageOf(thrown)
    .replace(/^\(HTTP code \d+\) [^-]* - /, '')
    .trim();
  const code = codeOf(thrown);
  return code !== '' && !text.includes(code) ? `${code} ${text}` : text;
}

export function statusOf(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'
    ? thrown.statusCode
    : undefined;
}

/** The system's error code, such as ENOENT; empty where there is none. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
