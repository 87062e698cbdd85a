/** Differences from a container of runc that a technology cannot help: property of inspect.sh → why. */
export interface Differences {
  /** On every host. */
  readonly always: Readonly<Record<string, string>>;
  /** On some, by the versions of kernel, engine and runtime, and by the limits of whoever starts them. */
  readonly sometimes: Readonly<Record<string, string>>;
}

const LIMITS = {
  'stack-limit': 'limits are inherited from whoever starts the process: the engine, or isodense',
  'core-limit': 'limits are inherited from whoever starts the process: the engine, or isodense',
};
const MISSING = {
  'command-missing':
    'engines end a command that cannot be found with 126 before Docker 23, with 127 after; 127 is right',
};

const MACHINE: Differences = {
  always: {
    CapBnd: 'root of a guest has every capability in it',
    'first-process': "the guest's init is the first process",
    alone: "the guest's init and kernel threads are seen",
    'kind-of-descriptor-0': 'input comes through a serial port',
    'mode-of-/etc/resolv.conf': 'a VM without a network has no name server, and the file is empty',
  },
  sometimes: {
    ...LIMITS,
    ...MISSING,
    Seccomp: 'no filter in a guest; engines set one where the kernel has it',
  },
};

export const INHERENT: Readonly<Record<string, Differences>> = {
  process: {
    always: {
      CapBnd: "root of the host has all of the host's capabilities",
      'first-process': 'it is a process of the host',
      alone: 'it sees the processes of the host',
    },
    sometimes: {
      ...LIMITS,
      ...MISSING,
      Seccomp: 'nothing is filtered; engines set a filter where the kernel has it',
    },
  },
  crun: {
    always: {},
    sometimes: {
      ...LIMITS,
      descriptors: 'crun 1.8 leaves one open',
      'names-in-/dev': 'crun makes a link core',
      'link-core': 'crun makes a link core',
    },
  },
  runsc: {
    always: {
      'mounted-at-/': 'the sandbox gets its root filesystem from a file server',
      'mounted-at-/dev/mqueue': "gVisor's kernel has no message queues there",
      'mode-of-/dev/mqueue': "gVisor's kernel has no message queues there",
      SigBlk: "gVisor's kernel does not tell",
      SigIgn: "gVisor's kernel does not tell",
      CapAmb: "gVisor's kernel does not tell",
      NoNewPrivs: "gVisor's kernel does not tell",
    },
    sometimes: {
      ...LIMITS,
      ...MISSING,
      environment:
        "HOME is / for a user that is not root: older runsc does not look into the image's /etc/passwd",
      'command-environment': 'as environment',
      CapBnd: 'raw sockets are taken away unless runsc is told to allow them',
      Seccomp: "the filter is around the sandbox, and gVisor's kernel shows none",
      'mode-of-/dev/pts': 'a file system of its own',
      'names-in-/dev': 'a /dev of its own',
      'link-core': 'a /dev of its own',
    },
  },
  vm: MACHINE,
  'vm-template': MACHINE,
};
