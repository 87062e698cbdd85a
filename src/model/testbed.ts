/** Fingerprint of the host on which a run was made (source: systeminformation, procfs). */
export interface Testbed {
  readonly hostname: string;
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly bootId: string;
  readonly architecture: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly swapBytes: number;
  readonly cgroupVersion: 1 | 2;
  /** `none`, or what the host itself runs under. */
  readonly virtualization: string;
  /** Kernel settings that affect memory and CPU figures: KSM, THP, governor, overcommit. */
  readonly settings: Readonly<Record<string, string>>;
  readonly nodeVersion: string;
}
