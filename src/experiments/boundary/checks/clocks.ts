import {
  asked,
  hasOwnKernel,
  isolated,
  leaked,
  notTestable,
  ownKernel,
  shared,
  type Check,
} from '../judgement.ts';
import { capabilitiesOf } from './privileges.ts';

const CAP_SYS_TIME = 25;
/** The host's uptime is read some seconds before or after the instance's. Seconds. */
const TOLERANCE = 15;

export const clockChecks: readonly Check[] = [
  {
    name: 'clocks.settable',
    title: "It cannot set the host's clock",
    // Only the permission is looked at: where it is there, setting the clock would set the host's.
    judge: asked('capabilities', (mask, look) => {
      const may = capabilitiesOf(mask).has(CAP_SYS_TIME);
      if (hasOwnKernel(look))
        return isolated(`${may ? 'it may set the clock' : 'it may not set the clock'} ${ownKernel(look)}`);
      return may
        ? leaked(`it holds SYS_TIME (${mask}); nothing was set`)
        : isolated(`it does not hold SYS_TIME (${mask})`);
    }),
  },
  {
    name: 'clocks.uptime',
    title: 'Its uptime is its own',
    judge: asked('uptime', (text, { host }) => {
      const seconds = Number(text.split(' ')[0]);
      if (!Number.isFinite(seconds) || text === '') return notTestable('/proc/uptime cannot be read');
      return Math.abs(seconds - host.uptimeSeconds) < TOLERANCE
        ? shared(`up for ${Math.round(seconds)} s, as the host is`)
        : isolated(`up for ${Math.round(seconds)} s; the host for ${Math.round(host.uptimeSeconds)} s`);
    }),
  },
  {
    name: 'clocks.namespace',
    title: "Its monotonic clocks can differ from the host's (time namespace)",
    judge: asked('namespace-time', (id, look) => {
      if (hasOwnKernel(look)) return isolated(ownKernel(look));
      if (id === '') return notTestable('the kernel has no time namespaces, or hides them');
      return id === look.host.namespaces['time'] ? shared(`${id}, which is the host's`) : isolated(id);
    }),
  },
];
