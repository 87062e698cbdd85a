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
} from '../judgement.ts';

/**
 * Devices that hold nothing of anybody's (the default set of OCI's runtime-spec, config-linux.md), and
 * directories.
 */
const HARMLESS = /^(console|core|fd|full|mqueue|null|ptmx|pts|random|shm|std(in|out|err)|tty|urandom|zero)$/;

export const deviceChecks: readonly Check[] = [
  {
    name: 'devices.listed',
    title: "The host's devices are not in its /dev",
    judge: asked('devices', (names, look) => {
      const extra = names.split(' ').filter((name) => name !== '' && !HARMLESS.test(name));
      // A kernel of its own makes its own devices, whatever they are called.
      if (hasOwnKernel(look)) return isolated(`${names.split(' ').length} devices ${ownKernel(look)}`);
      const ofHost = extra.filter((name) => look.host.devices.includes(name));
      const some = ofHost.length > 8 ? `${ofHost.slice(0, 8).join(' ')} …` : ofHost.join(' ');
      return ofHost.length === 0
        ? isolated(names === '' ? '/dev is empty' : `only ${names}`)
        : leaked(`${ofHost.length} of the host's: ${some}`);
    }),
  },
  {
    name: 'devices.disk',
    title: "It cannot open the host's disks",
    judge: (look) =>
      look.host.disks.length === 0 && !hasOwnKernel(look)
        ? notTestable('the host itself shows no disk')
        : tried('disk', (said) => leaked(`${said}; nothing was read`))(look),
  },
  {
    name: 'devices.made',
    title: "It cannot make itself a device for the host's disk",
    judge: (look) =>
      look.host.diskNode === ''
        ? notTestable('the host itself shows no disk')
        : tried('node', (said) => leaked(`${said} (block device ${look.host.diskNode}); nothing was read`))(
            look,
          ),
  },
  {
    name: 'devices.memory',
    title: "It cannot open the host's memory as a device (/dev/mem)",
    judge: whereHostHas(
      '/dev/mem',
      tried('host-memory', (said) => leaked(`${said}; nothing was read`)),
    ),
  },
  {
    name: 'devices.virtualization',
    title: "It cannot use the host's virtualization hardware (/dev/kvm)",
    judge: whereHostHas(
      '/dev/kvm',
      tried('kvm', (said) => leaked(said)),
    ),
  },
  {
    name: 'devices.processor-model',
    title: 'It does not see which processor the host has',
    judge: asked('cpu-model', (line, { host }) => {
      const model = line.replace(/^model name\s*:\s*/, '');
      if (model === '') return isolated('/proc/cpuinfo names no model');
      return model === host.cpuModel.replaceAll(/\s+/g, ' ')
        ? shared(`${model}, which is the host's`)
        : isolated(`${model}; the host has ${host.cpuModel}`);
    }),
  },
];
