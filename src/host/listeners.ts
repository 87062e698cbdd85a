import { readdirSync, readlinkSync } from 'node:fs';
import { endianness } from 'node:os';
import { listProcesses, readKernelText } from './procfs.ts';

/** Who listens on a TCP port, as /proc shows it (proc(5), /proc/net/tcp and /proc/PID/fd). */

/** Which network: a process's network namespace, or this process's own. */
export type NetworkOf = number | 'self';

const LISTEN = '0A';
const ANY = [0, 0, 0, 0];
const LOOPBACK = [127, 0, 0, 1];
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const ANY_IPV6 = Array.from({ length: 16 }, () => 0);

export interface Listeners {
  /**
   * Sockets among which the kernel chooses for a connection to 127.0.0.1, by inode. Several can share the
   * port (SO_REUSEPORT).
   */
  readonly answering: readonly string[];
  /** Other sockets that listen on the port, over IPv6 only or on another address. */
  readonly others: readonly string[];
}

export function listenersOn(port: number, network: NetworkOf): Listeners {
  return listenersIn(
    readKernelText(`/proc/${network}/net/tcp`) ?? '',
    readKernelText(`/proc/${network}/net/tcp6`) ?? '',
    port,
  );
}

/**
 * The kernel prefers the exact address to the wildcard, and IPv4 to IPv6 if both match
 * (inet_lookup_listener and compute_score, net/ipv4/inet_hashtables.c). An IPv6 wildcard accepts IPv4
 * connections only if its socket is not IPv6-only, which these files do not show: if it is the only one, a
 * refused connection tells.
 */
export function listenersIn(tcp: string, tcp6: string, port: number): Listeners {
  const ipv4 = listening(tcp, port);
  const ipv6 = listening(tcp6, port);
  const at = (sockets: readonly Socket[], ...addresses: readonly (readonly number[])[]) =>
    sockets.filter(({ address }) => addresses.some((bytes) => address === hexadecimal(bytes)));
  const preferred = [
    at(ipv4, LOOPBACK),
    at(ipv6, [...MAPPED, ...LOOPBACK]),
    at(ipv4, ANY),
    at(ipv6, [...MAPPED, ...ANY], ANY_IPV6),
  ];
  const answering = preferred.find((sockets) => sockets.length > 0) ?? [];
  const inodes = (sockets: readonly Socket[]): string[] => sockets.map(({ inode }) => inode);
  return {
    answering: inodes(answering),
    others: inodes([...ipv4, ...ipv6].filter((socket) => !answering.includes(socket))),
  };
}

interface Socket {
  readonly address: string;
  readonly inode: string;
}

function listening(table: string, port: number): Socket[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTEN && local.endsWith(end) ? [{ address: local.slice(0, -end.length), inode }] : [];
  });
}

/** As the kernel prints an address: 32 bits at a time, in this host's byte order. */
function hexadecimal(bytes: readonly number[]): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 4) {
    const word = bytes.slice(from, from + 4);
    if (endianness() === 'LE') word.reverse();
    text += word.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  }
  return text;
}

/** Inodes of the sockets that the processes hold; undefined if one of them may not be inspected. */
export function socketsOf(pids: readonly number[]): ReadonlySet<string> | undefined {
  const inodes = new Set<string>();
  for (const pid of pids) {
    let descriptors: string[];
    try {
      descriptors = readdirSync(`/proc/${pid}/fd`);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EACCES') return undefined;
      continue; // it has ended
    }
    for (const descriptor of descriptors) {
      const inode = socketInode(`/proc/${pid}/fd/${descriptor}`);
      if (inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}

/**
 * A process of the host that holds the socket; undefined if none that may be inspected does. Checks all
 * processes.
 */
export function holderOf(inode: string): { readonly pid: number; readonly command: string } | undefined {
  return listProcesses().find(({ pid }) => socketsOf([pid])?.has(inode) === true);
}

function socketInode(path: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
  } catch {
    return undefined; // closed since it was listed
  }
}
