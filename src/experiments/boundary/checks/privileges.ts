import {
  asked,
  hasOwnKernel,
  isolated,
  leaked,
  notTestable,
  ownKernel,
  shared,
  tried,
  type Check,
} from '../judgement.ts';

/** Capabilities that act on the whole kernel or on others: linux/capability.h, capabilities(7). */
const DANGEROUS: Readonly<Record<number, string>> = {
  2: 'DAC_READ_SEARCH',
  12: 'NET_ADMIN',
  16: 'SYS_MODULE',
  17: 'SYS_RAWIO',
  19: 'SYS_PTRACE',
  21: 'SYS_ADMIN',
  22: 'SYS_BOOT',
  25: 'SYS_TIME',
  34: 'SYSLOG',
  38: 'PERFMON',
  39: 'BPF',
};

/** Bits of the hexadecimal mask in /proc/self/status. */
export function capabilitiesOf(mask: string): ReadonlySet<number> {
  const value = /^[0-9a-f]+$/i.test(mask) ? BigInt(`0x${mask}`) : 0n;
  return new Set(
    Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (value >> BigInt(bit)) % 2n === 1n),
  );
}

export const privilegeChecks: readonly Check[] = [
  {
    name: 'privileges.capabilities',
    title: "It has none of root's powers over the host's kernel",
    judge: asked('capabilities', (mask, look) => {
      if (hasOwnKernel(look)) return isolated(`${mask} ${ownKernel(look)}`);
      const held = capabilitiesOf(mask);
      const dangerous = Object.entries(DANGEROUS)
        .filter(([bit]) => held.has(Number(bit)))
        .map(([, name]) => name);
      if (held.size === 0) return isolated(`none (${mask})`);
      return dangerous.length > 0
        ? leaked(`${held.size}, among them ${dangerous.join(', ')} (${mask})`)
        : shared(`${held.size}, none that reaches beyond its namespaces (${mask})`);
    }),
  },
  {
    name: 'privileges.root-user',
    title: "Its root user is not the host's",
    judge: asked('uid', (uids, look) => {
      const uid = uids.split(' ')[0] ?? '';
      if (hasOwnKernel(look)) return isolated(`user ${uid} ${ownKernel(look)}`);
      if (uid !== '0') return isolated(`user ${uid}`);
      const [inside, outside] = (look.a['user-map'] ?? '').split(' ');
      return inside === '0' && outside !== '0'
        ? isolated(`root inside is user ${outside} outside`)
        : shared("user 0, which is the host's root");
    }),
  },
  {
    name: 'privileges.user-namespace',
    title: 'It is in a user namespace of its own',
    judge: asked('namespace-user', (id, look) => {
      if (hasOwnKernel(look)) return isolated(ownKernel(look));
      if (id === '') return notTestable('/proc/self/ns/user cannot be read');
      return id === look.host.namespaces['user']
        ? shared(`${id}, which is the host's`)
        : isolated(`${id}; the host is in ${look.host.namespaces['user']}`);
    }),
  },
  {
    name: 'privileges.make-user-namespace',
    title: 'It cannot make user namespaces, through which most of the kernel opens',
    judge: tried('user-namespace', () => shared('allowed')),
  },
  {
    name: 'privileges.system-calls',
    title: "A filter keeps it from most of the host's system calls",
    judge: asked('system-call-filter', (mode, look) => {
      if (hasOwnKernel(look))
        return isolated(`its system calls go to ${look.a['release']}, not to the host's kernel`);
      if (mode === '') return notTestable('/proc/self/status says nothing of a filter');
      return mode === '2'
        ? isolated('filtered (seccomp mode 2)')
        : shared(`no filter (seccomp mode ${mode}): every system call of the host's kernel`);
    }),
  },
  {
    name: 'privileges.no-new-privileges',
    title: 'No program in it can gain privileges',
    judge: asked('no-new-privileges', (flag, look) => {
      if (hasOwnKernel(look)) return isolated(`only ${ownKernel(look)}`);
      return flag === '1'
        ? isolated('no_new_privs is set')
        : shared('no_new_privs is not set: setuid programs work');
    }),
  },
  {
    name: 'privileges.security-module',
    title: 'A security module confines it',
    judge: asked('security-label', (label, look) => {
      if (hasOwnKernel(look)) return isolated(ownKernel(look));
      if (look.host.securityLabel === '')
        return notTestable('the host runs no security module that labels processes');
      return label === '' || label.startsWith('unconfined') ? shared(label || 'no label') : isolated(label);
    }),
  },
  {
    name: 'privileges.priority',
    title: "It cannot put itself before the host's other processes",
    judge: tried('priority', () => leaked('it raised its own priority by one')),
  },
  {
    name: 'privileges.out-of-memory-score',
    title: 'It cannot make itself the last to die when memory runs out',
    judge: tried('out-of-memory-score', () => leaked('it lowered its own score by one')),
  },
];
