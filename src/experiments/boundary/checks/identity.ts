import { asked, hasOwnKernel, isolated, leaked, notTestable, shared, type Check } from '../judgement.ts';

export const identityChecks: readonly Check[] = [
  {
    name: 'identity.hostname',
    title: 'It has a hostname of its own',
    judge: asked('hostname', (hostname, { b, host }) => {
      if (hostname === '') return notTestable('it has no hostname');
      if (hostname === host.hostname) return shared(`${hostname}, which is the host's`);
      return hostname === b['hostname']
        ? shared(`${hostname}, which is its sibling's too`)
        : isolated(`${hostname}; its sibling is ${b['hostname'] ?? 'silent'}, the host ${host.hostname}`);
    }),
  },
  {
    name: 'identity.machine-serial',
    title: "It cannot read the machine's serial number",
    judge: asked('machine-serial', (serial, look) => {
      if (look.host.machineSerial === '')
        return hasOwnKernel(look)
          ? isolated(`it says ${serial || 'nothing'}, and the host has none`)
          : notTestable('the host itself has none');
      return serial === look.host.machineSerial
        ? leaked(`it reads ${serial}, the host's`)
        : isolated(`it reads ${serial || 'nothing'}`);
    }),
  },
];
