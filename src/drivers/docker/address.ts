import { IsodenseError } from '../../model/errors.ts';

/** Where an engine listens, as written in DOCKER_HOST, in a context or in a variant. */
export type EngineAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      /** https was written, or the port that is registered for it. */ readonly encrypted: boolean;
    }
  | {
      readonly kind: 'ssh';
      readonly destination: string;
      readonly port: number | undefined;
      /** Of the engine on that machine. */ readonly socket: string | undefined;
    };

export const DEFAULT_SOCKET = '/var/run/docker.sock';
const SUPPORTED =
  'unix:///PATH, tcp://HOST:PORT, http://HOST:PORT, https://HOST:PORT and ssh://USER@HOST are supported';
/** Registered with IANA for the Docker API, in the clear and over TLS. */
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

/** Whether the engine is on this machine. */
export function isLocal(address: string): boolean {
  return parseAddress(address).kind === 'socket';
}

/** @throws IsodenseError (usage) for what is no address, or one of a kind that isodense cannot talk to */
export function parseAddress(written: string): EngineAddress {
  const text = written.trim(); // from a file or a command, with its line break
  const [, scheme, rest] = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) {
    // The docker command reads HOST:PORT as TCP too.
    if (/^(\[[0-9a-f:]+\]|[a-zA-Z0-9.-]*):\d+$/.test(text)) return network(`tcp://${text}`, 'tcp');
    throw refused(text, 'it has no scheme');
  }
  switch (scheme) {
    case 'unix':
      if (rest !== '' && !rest.startsWith('/')) throw refused(text, 'the path of its socket is not absolute');
      return { kind: 'socket', path: rest === '' ? DEFAULT_SOCKET : rest };
    case 'tcp':
    case 'http':
    case 'https':
      return network(text, scheme);
    case 'ssh':
      return ssh(text);
    case 'fd':
      throw refused(text, 'fd:// is for a daemon that systemd starts, not for its clients');
    case 'npipe':
      throw refused(text, 'npipe:// is for Windows');
    default:
      throw refused(text, `the scheme ${scheme}:// is unknown`);
  }
}

function network(text: string, scheme: 'tcp' | 'http' | 'https'): EngineAddress {
  // Without a host it means this one, as for the docker command.
  const url = parsed(text.replace(/^[a-z]+:\/\/(?=:\d)/, '$&localhost').replace(/^[a-z]+/, 'http'), text);
  if (url.username !== '' || url.password !== '') throw refused(text, 'a user name has no place in it');
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '')
    throw refused(text, 'a path has no place in it');
  const written = /:(\d+)\/?$/.exec(text)?.[1];
  const port = written === undefined ? (scheme === 'https' ? TLS_PORT : PLAIN_PORT) : Number(written);
  return {
    kind: 'tcp',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    encrypted: scheme === 'https' || (scheme === 'tcp' && port === TLS_PORT),
  };
}

function ssh(text: string): EngineAddress {
  const url = parsed(text, text);
  if (url.password !== '') throw refused(text, 'a password has no place in it: use a key');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const [user, path] = [url.username, url.pathname].map((part) => decoded(part, text));
  // Neither may be read as an option by the ssh command.
  if (host.startsWith('-') || user!.startsWith('-')) throw refused(text, 'a name begins with a hyphen');
  const hasSocket = path !== '' && path !== '/';
  if (hasSocket && !/^\/[\w./@+:-]+$/.test(path!))
    throw refused(text, 'the path of its socket has characters that a shell would read');
  return {
    kind: 'ssh',
    destination: user === '' ? host : `${user}@${host}`,
    port: url.port === '' ? undefined : Number(url.port),
    socket: hasSocket ? path : undefined,
  };
}

function decoded(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused(text, 'it has a broken % escape');
  }
}

function parsed(text: string, written: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refused(written, 'its host or port cannot be read');
  }
  if (url.hostname === '') throw refused(written, 'it names no host');
  return url;
}

/** A password that somebody wrote into an address must not be repeated in a message. */
function withoutSecrets(text: string): string {
  return text.replace(/^([\w+.-]+:\/\/)?.*@/, '$1…@');
}

function refused(text: string, why: string): IsodenseError {
  return new IsodenseError(
    'usage',
    `${JSON.stringify(withoutSecrets(text))} is not the address of an engine: ${why}`,
    { hint: SUPPORTED },
  );
}
