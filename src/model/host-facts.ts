/** What the host says of itself, in the words of its own files, for comparison with what an instance sees. */
export interface HostFacts {
  readonly hostname: string;
  readonly bootId: string;
  readonly kernel: string;
  /** First line of /proc/version. */
  readonly version: string;
  readonly commandLine: string;
  readonly uptimeSeconds: number;
  /** Threads of the whole host, from /proc/loadavg. */
  readonly threads: number;
  readonly memoryKiB: number;
  readonly cpus: number;
  readonly cpuModel: string;
  /** DMI's product UUID; empty where there is none. */
  readonly machineSerial: string;
  /** IPv4, without loopback. */
  readonly addresses: readonly string[];
  /** `ipc` → `ipc:[4026531839]`. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly devices: readonly string[];
  readonly firmware: readonly string[];
  /** Names of disks in /dev. */
  readonly disks: readonly string[];
  /** The first disk as MAJOR:MINOR; empty where there is none. */
  readonly diskNode: string;
  /** The security module's label of the harness; empty where there is none. */
  readonly securityLabel: string;
  /** Features whose absence on the host makes a check impossible: `/dev/kvm` → true. */
  readonly present: Readonly<Record<string, boolean>>;
}

/**
 * Things that the harness puts on the host for instances to find, should they be able to. None is of value to
 * anyone.
 */
export interface Decoys {
  /** In the arguments of a process that only waits. */
  readonly processMarker: string;
  /** In that process's environment. */
  readonly secret: string;
  /** A file outside of every instance, whose first line is the secret. */
  readonly file: string;
  /** On the host's loopback; who connects is told the secret. */
  readonly port: number;
}
