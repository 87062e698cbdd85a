/** What the guest's init is told to run, as shell text. Any character but NUL may occur in a value. */
export interface LaunchDescription {
  readonly hostname: string;
  readonly network: { readonly address: string; readonly gateway: string; readonly nameserver: string } | undefined;
  /** Undefined for a VM that has booted by itself. */
  readonly renewal: Renewal | undefined;
  /** As in the image's configuration; names are resolved inside. */
  readonly user: string;
  readonly workingDirectory: string;
  /** `NAME=value`, later ones win. */
  readonly env: readonly string[];
  readonly arguments: readonly string[];
}

/** What a copy of a template must not have in common with the other copies. */
export interface Renewal {
  /** Random bytes from the host, in hexadecimal. */
  readonly seed: string;
  /** The host's calendar time; the copy's clock stopped when the template was taken. */
  readonly unixSeconds: number;
}

/** The same default as engines use. */
const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Assignments, the function `environment` and the positional parameters that images/guest/init expects. */
export function launchScript(description: LaunchDescription): string {
  const { network, renewal } = description;
  // `env` executes from the initramfs, where the image's PATH means nothing: init names its programs in full.
  const env = [DEFAULT_PATH, 'HOME=', `HOSTNAME=${description.hostname}`, ...description.env].map((pair) =>
    pair === 'HOME=' ? 'HOME="$home"' : quoted(pair),
  );
  return [
    `hostname=${quoted(description.hostname)}`,
    `address=${quoted(network?.address ?? '')}`,
    `gateway=${quoted(network?.gateway ?? '')}`,
    `nameserver=${quoted(network?.nameserver ?? '')}`,
    `seed=${quoted(renewal?.seed ?? '')}`,
    `now=${renewal?.unixSeconds ?? ''}`,
    `user=${quoted(description.user)}`,
    `directory=${quoted(description.workingDirectory || '/')}`,
    `environment() { exec /bin/env -i ${env.join(' ')} "$@"; }`,
    commandScript(description.arguments),
  ].join('\n');
}

/** A command as the positional parameters of the shell that reads it. */
export function commandScript(command: readonly string[]): string {
  return `set -- ${command.map(quoted).join(' ')}`;
}

/** One word for a POSIX shell, whatever it contains. */
export function quoted(text: string): string {
  if (text.includes('\0')) throw new Error(`an argument cannot contain a NUL character: ${JSON.stringify(text)}`);
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
