import { clockChecks } from './checks/clocks.ts';
import { deviceChecks } from './checks/devices.ts';
import { filesystemChecks } from './checks/filesystem.ts';
import { identityChecks } from './checks/identity.ts';
import { kernelChecks } from './checks/kernel.ts';
import { networkChecks } from './checks/network.ts';
import { privilegeChecks } from './checks/privileges.ts';
import { processChecks } from './checks/processes.ts';
import { resourceChecks } from './checks/resources.ts';
import type { Check } from './judgement.ts';

/** Every check that two looks and the host's own facts decide, in the order of the report. */
export const checks: readonly Check[] = [
  ...identityChecks,
  ...processChecks,
  ...filesystemChecks,
  ...networkChecks,
  ...kernelChecks,
  ...deviceChecks,
  ...privilegeChecks,
  ...clockChecks,
  ...resourceChecks,
];

/** Ids of all checks: those above, and those that are tried on instances of their own (limits.ts). */
export const checkNames: readonly string[] = [
  ...checks.map(({ name }) => name),
  'limits.memory',
  'limits.memory-sibling',
  'limits.processes',
  'limits.processes-sibling',
  'limits.processor',
];
