import {
  asked,
  hasOwnKernel,
  isolated,
  leaked,
  notTestable,
  ownKernel,
  shared,
  tried,
  whereHostHas,
  type Check,
  type Look,
} from '../judgement.ts';

/** A fact of the kernel: the host's, or another's. */
const fact = (answer: string, fromHost: (look: Look) => string, missing: string): Check['judge'] =>
  asked(answer, (value, look) => {
    if (value === '')
      return hasOwnKernel(look) ? isolated(`${missing} ${ownKernel(look)}`) : notTestable(missing);
    return value === fromHost(look)
      ? shared(`${value}, which is the host's`)
      : isolated(`${value}; the host's is ${fromHost(look)}`);
  });

export const kernelChecks: readonly Check[] = [
  {
    name: 'kernel.boot-id',
    title: "Its kernel is another running kernel than the host's (boot id)",
    judge: fact('boot-id', ({ host }) => host.bootId, 'no boot id'),
  },
  {
    name: 'kernel.release',
    title: "Its kernel is of another release than the host's",
    judge: fact('release', ({ host }) => host.kernel, 'no release'),
  },
  {
    name: 'kernel.version',
    title: "Its kernel was built apart from the host's",
    judge: fact('version', ({ host }) => host.version, 'no version'),
  },
  {
    name: 'kernel.command-line',
    title: "It cannot read how the host's kernel was booted",
    judge: fact('command-line', ({ host }) => host.commandLine, 'no command line'),
  },
  {
    name: 'kernel.log',
    title: "It cannot read the host's kernel log",
    judge: tried('kernel-log', (said) => leaked(`it reads: ${said}`)),
  },
  {
    name: 'kernel.addresses',
    title: "It cannot learn where the host's kernel is in memory",
    judge: whereHostHas(
      '/proc/kallsyms',
      asked('kernel-address', (line, look) => {
        if (hasOwnKernel(look)) return isolated(`${line === '' ? 'hidden' : 'visible'} ${ownKernel(look)}`);
        return line === ''
          ? isolated('every address in /proc/kallsyms is hidden')
          : leaked(`/proc/kallsyms says ${line}`);
      }),
    ),
  },
  {
    name: 'kernel.core-memory',
    title: "It cannot open the host's memory as a file (/proc/kcore)",
    judge: whereHostHas(
      '/proc/kcore',
      tried('core', (said) => leaked(said)),
    ),
  },
  {
    name: 'kernel.settings',
    title: "It cannot change the host's kernel settings",
    judge: tried('setting', (said) => leaked(`${said}; nothing was written`)),
  },
  {
    name: 'kernel.emergency-keys',
    title: 'It cannot crash the host by /proc/sysrq-trigger',
    judge: whereHostHas(
      '/proc/sysrq-trigger',
      tried('sysrq', (said) => leaked(`${said}; nothing was written`)),
    ),
  },
  {
    name: 'kernel.modules',
    title: "It cannot load code into the host's kernel",
    judge: asked('module', (answer, look) => {
      const said = answer.replace(/^(yes|no) ?/, '');
      if (hasOwnKernel(look)) return isolated(`${said} ${ownKernel(look)}`);
      if (/not permitted|denied/.test(said)) return isolated(said);
      // A file that is no module gets this far only where a module would be loaded.
      return /invalid module|exec format/i.test(said)
        ? leaked(`refused only because the file is no module: ${said}`)
        : notTestable(said);
    }),
  },
  {
    name: 'kernel.firmware',
    title: "It cannot see the host's firmware tables",
    judge: asked('firmware', (names, look) => {
      if (hasOwnKernel(look)) return isolated(`${names || 'nothing'} ${ownKernel(look)}`);
      if (look.host.firmware.length === 0) return notTestable('the host itself shows none');
      return names === ''
        ? isolated('/sys/firmware is empty or not there')
        : leaked(`/sys/firmware has ${names}`);
    }),
  },
];
