import type { CallList } from '../../host/calls/call-list.ts';
import type { PreparedRoot } from '../../image/root/prepare-root.ts';

/** What the guest's init is told to run, as shell text. Any character but NUL may occur in a value. */
export interface LaunchDescription {
  readonly hostname: string;
  readonly network:
    | { readonly address: string; readonly gateway: string; readonly nameserver: string }
    | undefined;
  /** Undefined for a VM that has booted by itself. */
  readonly renewal: Renewal | undefined;
  /** Of the image's root filesystem. */
  readonly files: PreparedRoot['files'];
  /** How the guest becomes the workload. */
  readonly start: string;
}

/** What a copy of a template must not have in common with the other copies. */
export interface Renewal {
  /** Random bytes from the host, in hexadecimal. */
  readonly seed: string;
  /** The host's calendar time; the copy's clock stopped when the template was taken. */
  readonly unixSeconds: number;
}

/** Assignments and the function `start` that images/guest/init expects. */
export function launchScript({ hostname, network, renewal, files, start }: LaunchDescription): string {
  return [
    `hostname=${quoted(hostname)}`,
    `address=${quoted(network?.address ?? '')}`,
    `gateway=${quoted(network?.gateway ?? '')}`,
    `nameserver=${quoted(network?.nameserver ?? '')}`,
    `seed=${quoted(renewal?.seed ?? '')}`,
    `now=${renewal?.unixSeconds ?? ''}`,
    `hosts_file=${quoted(files['/etc/hosts'])}`,
    `hostname_file=${quoted(files['/etc/hostname'])}`,
    `resolv_file=${quoted(files['/etc/resolv.conf'])}`,
    start,
  ].join('\n');
}

/**
 * The function `start`: makes the calls, and so becomes what they end in. A failure is reported under `id`.
 */
export function startScript(calls: CallList, id: string): string {
  return `start() { exec ${callerCommand(calls, `unstarted ${id} `)}; }`;
}

/** Runs the guest's program that makes system calls. */
export function callerCommand(calls: CallList, report: string): string {
  return ['/caller', ...calls.arguments(report).map(quoted)].join(' ');
}

/** One word for a POSIX shell, whatever it contains. */
export function quoted(text: string): string {
  if (text.includes('\0'))
    throw new Error(`an argument cannot contain a NUL character: ${JSON.stringify(text)}`);
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
