import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundarySummary, Summary } from '../../../src/model/summary.ts';
import { openWorkplace, type Workplace } from '../../cli/command-line.ts';
import { needs } from '../../support/requirements.ts';

/** The variants of scenarios/boundary.yaml without the virtual machine, which test/drivers/qemu boots. */
const SCENARIO = `name: boundary
image: { builtin: hello }
reference: runc
rounds: 1
variants:
  process:         { driver: process }
  runc:            { driver: docker, runtime: runc, network: bridge }
  runc-hardened:   { driver: docker, runtime: runc, network: none, readOnly: true, capDrop: ALL, noNewPrivileges: true, user: "65534:65534" }
  runc-privileged: { driver: docker, runtime: runc, network: bridge, capAdd: ALL, capDrop: [SYS_RESOURCE], seccomp: unconfined, systemPaths: unconfined, devices: [/dev/kmsg] }
  gvisor:          { driver: docker, runtime: runsc, network: bridge }
experiments:
  boundary: {}
`;

describe('the boundaries of real instances', () => {
  let place: Workplace;
  let boundaries: readonly BoundarySummary[] = [];

  beforeAll(() => {
    place = openWorkplace();
  });
  afterAll(() => place[Symbol.dispose]());

  const checksOf = (variant: string) => boundaries.find((one) => one.variant === variant)!.checks;
  const outcomeOf = (variant: string, name: string) => checksOf(variant).find(({ check }) => check === name)!;
  const leaksOf = (variant: string) =>
    checksOf(variant).flatMap(({ check, outcome }) => (outcome === 'leaked' ? [check] : []));
  const isolatedIn = (variant: string) =>
    checksOf(variant).filter(({ outcome }) => outcome === 'isolated').length;

  it('are told by experiment: whose kernel it is, what hardening takes away and what privileges give', async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc', 'runsc');
    place.file('boundary.yaml', SCENARIO);
    const { code, stdout } = await place.isodense(
      'run',
      'boundary.yaml',
      '--out',
      'run',
      '--quiet',
      '--json',
      '--require-all',
    );
    expect(code).toBe(0);
    boundaries = (JSON.parse(stdout) as Summary).boundaries!;
    for (const { checks } of boundaries) expect(checks.length).toBeGreaterThanOrEqual(30);

    // The kernel: shared by processes and containers, not by an application kernel.
    expect(outcomeOf('process', 'kernel.boot-id').outcome).toBe('shared');
    expect(outcomeOf('runc', 'kernel.boot-id')).toMatchObject({ outcome: 'shared' });
    expect(outcomeOf('gvisor', 'kernel.release').outcome).toBe('isolated');
    expect(outcomeOf('gvisor', 'kernel.release').evidence).not.toBe(
      outcomeOf('runc', 'kernel.release').evidence,
    );

    // Privileges leak what the default keeps, and take nothing back.
    expect(leaksOf('runc')).toEqual([]);
    expect(leaksOf('runc-privileged').length).toBeGreaterThan(3);
    expect(isolatedIn('runc-hardened')).toBeGreaterThan(isolatedIn('runc'));
    expect(isolatedIn('runc')).toBeGreaterThan(isolatedIn('runc-privileged'));
    expect(leaksOf('process').length).toBeGreaterThan(leaksOf('runc').length);
  });
});
