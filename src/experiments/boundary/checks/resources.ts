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

/** What it sees of sizes; whether limits hold is tried apart, on instances that have some. */
export const resourceChecks: readonly Check[] = [
  {
    name: 'limits.memory-shown',
    title: "It does not take the host's memory for its own",
    judge: asked('memory', (text, { host }) => {
      const kib = Number(text.split(' ')[0]);
      if (!Number.isFinite(kib) || text === '') return notTestable('/proc/meminfo cannot be read');
      return kib === host.memoryKiB
        ? shared(`/proc/meminfo shows all ${kib} kB of the host`)
        : isolated(`/proc/meminfo shows ${kib} kB; the host has ${host.memoryKiB} kB`);
    }),
  },
  {
    name: 'limits.processors-shown',
    title: "It does not take the host's processors for its own",
    judge: asked('cpus', (text, look) => {
      const cpus = Number(text);
      if (!(cpus > 0)) return notTestable('/proc/cpuinfo lists no processor');
      const ownMachine = hasOwnKernel(look) && (look.a['boot-id'] ?? '') !== '';
      return cpus === look.host.cpus && !ownMachine
        ? shared(`it sees ${cpus}, as the host has`)
        : isolated(`it sees ${cpus}; the host has ${look.host.cpus}`);
    }),
  },
  {
    name: 'limits.cgroup-shown',
    title: "It does not see where it is among the host's control groups",
    judge: asked('cgroup', (line, look) => {
      if (hasOwnKernel(look)) return isolated(`${line || 'nothing'} ${ownKernel(look)}`);
      const path = line.split(':').slice(2).join(':');
      if (path === '') return notTestable('/proc/self/cgroup cannot be read');
      return path === '/' ? isolated('it sees itself at the root') : shared(`it reads its place: ${path}`);
    }),
  },
  {
    name: 'limits.cgroup-writable',
    title: 'It cannot change limits: neither its own nor those of others',
    judge: tried('cgroup-write', (said) => leaked(`${said}; nothing was written`)),
  },
];
