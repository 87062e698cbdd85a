/** What the host's own files say about it, for comparison with what an instance sees. */
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
  /** DMI's product UUID; empty if there is none. */
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

/** Decoys that the harness puts on the host for instances to find, if they can. None has any value. */
export interface Decoys {
  /** In the arguments of a process that only waits. */
  readonly processMarker: string;
  /** In that process's environment. */
  readonly secret: string;
  /** A file outside of every instance, whose first line is the secret. */
  readonly file: string;
  /** On the host's loopback; it sends the secret to whoever connects. */
  readonly port: number;
}
