/**
 * How long isodense waits for anything that may never answer, in milliseconds. The launch itself is limited
 * by the scenario's `workload.timeout`; everything else is here, as docs/security.md states.
 *
 * A deadline that is too short breaks slow hosts; one that is too long only delays the message about a
 * broken one. So each is several times what was ever seen on a loaded host or under emulation.
 */
export const DEADLINES = {
  /**
   * A readiness attempt by tcp or http: after this time another is made beside it, then after twice as
   * long. The server may be slow, not dead.
   */
  connectTry: 1_000,
  /** A readiness attempt by exec is killed after this time, and the next one gets twice as long. */
  execTry: 5_000,

  /** An engine's first answer, to find out whether it is running. */
  engineGreeting: 10_000,
  /**
   * Any other answer of an engine, head and body. Removing a container that ignores SIGTERM takes some
   * engines 10 s.
   */
  engineAnswer: 30_000,
  /** Any answer of an engine that did not answer the previous call. */
  suspectEngine: 5_000,
  /** Deleting an image's layers depends on the disk. */
  imageRemoval: 120_000,
  /**
   * During a pull, build, load or save: after this time without progress, the engine is asked whether it is
   * alive.
   */
  transferPause: 30_000,
  /** A live engine may unpack or export a large image for this long without progress messages. */
  transferSilence: 900_000,
  /** A single step of a build may run for this long without output. */
  buildSilence: 1_800_000,
  /** A load in progress when a run ends, so that the tag it creates can be removed. */
  loadAtTheEnd: 10_000,
  /** A credential helper's answer. Some ask a cloud service first; none may ask the user. */
  credentialHelper: 60_000,
  /**
   * From the start of a managed engine until it listens. A daemon that does not listen by then never will.
   */
  managedEngineStart: 30_000,
  /** From SIGTERM until a managed engine has stopped its containers; then all of it is killed. */
  managedEngineStop: 15_000,
  /** One check whether gVisor works with a platform; some hang under nested virtualization. */
  runtimeTrial: 8_000,
  /** Until the relay into the network of the managed engine listens, or ends. */
  relay: 5_000,
  /** Until the relay has connected, or has been refused. */
  relayedConnection: 10_000,

  /** From the first Ctrl-C until isodense stops waiting for work in progress and tears down. */
  interruption: 10_000,
  /** From a command's last output until the process exits, when abandoned work would keep it alive. */
  lastBreath: 2_000,
  /**
   * The removal of one instance; each driver has shorter deadlines for its steps. After a removal that took
   * longer, no other one is started until one succeeds.
   */
  removal: 60_000,

  /**
   * From a plain process's stop signal until it is killed. Engines wait longer, but no instance here has
   * state to save.
   */
  stopSignal: 2_000,

  /**
   * One check whether KVM can run a guest. An emulated CPU boots one in about a second, a real one in a
   * fraction of that.
   */
  kvmTrial: 3_000,
  /** From QEMU's order to quit until it is killed. */
  monitorQuit: 2_000,
  /** From the end of its workload until a guest has powered itself off. */
  powerOff: 2_000,
  /**
   * QEMU's greeting and its answer to a command: milliseconds, or seconds while dozens of emulated machines
   * boot.
   */
  monitorAnswer: 30_000,
  /** Saving or loading a machine's state without its memory, some 60 KiB. */
  migration: 60_000,
  /** The guest's answer to a question about itself: whether a port is listened on. */
  guestAnswer: 10_000,

  /** Any program that isodense runs, unless a shorter deadline is given. */
  command: 600_000,
  /** Longest silence of a decompression program between two chunks of output. */
  decompression: 60_000,
  /** Making a disk of a file system tree, or copying one. */
  treeCopy: 1_800_000,
  /** Mounting and unmounting, making pipes, and asking programs for their version. */
  quickCommand: 30_000,
  /** From SIGTERM, when a program is interrupted or its time is up, until it is killed. */
  commandTermination: 1_000,
  /** From SIGKILL until a process is gone: at once, unless it waits inside the kernel. */
  kill: 5_000,
  /** For the rest of a process group whose leader has ended; longer only if nothing reaps orphans. */
  groupEnd: 500,
  /**
   * For the rest of the output of a program that has ended: only a process that left its group keeps the
   * pipe open.
   */
  outputDrain: 500,
} as const;
