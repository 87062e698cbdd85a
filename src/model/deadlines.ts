/**
 * How long isodense waits for anything that may never answer, in milliseconds. The launch itself is bounded by the
 * scenario's `workload.timeout`; everything else is here, so that docs/architecture.md can state it.
 *
 * A bound that is too short breaks slow hosts; one that is too long only delays the message about a broken one. So each is
 * several times what was ever seen on a loaded host or under emulation.
 */
export const DEADLINES = {
  /** A readiness try by tcp or http: after this another is made beside it, then after twice as long. The server may be slow, not dead. */
  connectTry: 1_000,
  /** A readiness try by exec is killed after this, and the next one gets twice as long. */
  execTry: 5_000,

  /** What a program may take over SIGTERM, when it is interrupted or its time is over, before it is killed. */
  commandTermination: 1_000,
  /** SIGKILL takes effect at once unless the process waits inside the kernel. */
  commandKill: 5_000,
  /** For the rest of the output of a program that has ended: only a process that left its group keeps the pipe open. */
  outputDrain: 500,
} as const;
