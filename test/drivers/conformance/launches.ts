import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../src/drivers/driver.ts';
import type { LaunchMarks } from '../../../src/model/records.ts';
import type { ConformanceFixture } from '../conformance.ts';
import { linesSoFar } from './lines.ts';

export function launchTests(fixture: ConformanceFixture): void {
  const { subject, signal } = fixture;

  describe('launching', () => {
    it('says that this host can run it, and with what', async () => {
      const driver = fixture.driver();
      expect(await driver.check(driver.technology.options.parse(subject.options), signal)).toMatchObject({
        usable: true,
      });
    });

    it('refuses options that it does not know', () => {
      expect(fixture.driver().technology.options.safeParse({ ...subject.options, nonsense: 1 }).success).toBe(
        false,
      );
    });

    it('launches one instance, which says who it is before it is ready', async () => {
      await using session = await fixture.open();
      await using instance = await fixture.launch(session);
      expect(linesSoFar(instance)).toEqual(
        expect.arrayContaining([
          'Hello from isodense!',
          expect.stringMatching(/^hostname: ./),
          expect.stringMatching(/^kernel: ./),
          'READY',
        ]),
      );
      expectPartialOrder(instance.marks);
      expect(instance.marks.created).toBeDefined();
      expect(instance.marks.started).toBeDefined();
      expect(instance.marks.firstOutput).toBeDefined();
    });

    it('launches three at once, each with an identity and scopes of its own', async () => {
      await using session = await fixture.open();
      const instances = await Promise.all([0, 1, 2].map((index) => fixture.launch(session, index)));
      expect(new Set(instances.map(({ id }) => id)).size).toBe(3);
      expect(instances.map(({ index }) => index)).toEqual([0, 1, 2]);
      for (const { marks } of instances) expectPartialOrder(marks);
      const cgroups = instances.flatMap((instance) => workloadScopes(instance).map(({ cgroup }) => cgroup));
      expect(new Set(cgroups).size).toBe(3);
    });

    it('tells what configuration the instance really got', async () => {
      await using session = await fixture.open();
      await using instance = await fixture.launch(session);
      expect(Object.keys(await instance.configuration())).toEqual(
        expect.arrayContaining(['memory limit', 'CPU limit', 'network']),
      );
    });

    it('puts a forgotten image in place at the next launch and marks when', async () => {
      await using session = await fixture.open();
      await session.provideImage(signal);
      await session.forgetImage(signal);
      await using absent = await fixture.launch(session, 0);
      expect(absent.marks.imageReady).toBeGreaterThanOrEqual(absent.marks.requested);
      expect(absent.marks.imageReady).toBeLessThanOrEqual(absent.marks.created!);
      await using later = await fixture.launch(session, 1);
      expect(later.marks.imageReady).toBeUndefined();
    });

    it('puts a forgotten image in place once for launches that come together', async () => {
      await using session = await fixture.open();
      await session.forgetImage(signal);
      const instances = await Promise.all([0, 1].map((index) => fixture.launch(session, index)));
      for (const { marks } of instances) expectPartialOrder(marks);
    });

    it('does not make a launch pay for an image that was provided', async () => {
      await using session = await fixture.open();
      await session.forgetImage(signal);
      await session.provideImage(signal);
      await session.provideImage(signal);
      await using instance = await fixture.launch(session);
      expect(instance.marks.imageReady).toBeUndefined();
    });

    if (!subject.real) return;

    it('charges living processes to a live instance, and shares none between two', async () => {
      await using session = await fixture.open();
      const [one, two] = await Promise.all([0, 1].map((index) => fixture.launch(session, index)));
      const pids = (instance: Instance) => instance.scopes().flatMap((scope) => scope.pids);
      expect(pids(one!).length).toBeGreaterThan(0);
      expect(pids(two!).length).toBeGreaterThan(0);
      expect(pids(one!).filter((pid) => pids(two!).includes(pid))).toEqual([]);
    });
  });
}

function workloadScopes(instance: Instance) {
  return instance.scopes().filter(({ role }) => role === 'workload' || role === 'vmm' || role === 'sandbox');
}

/** The order that model/records.ts documents: `started` and `firstOutput` are not ordered with each other. */
function expectPartialOrder(marks: LaunchMarks): void {
  const chains = [
    [marks.intended, marks.requested, marks.imageReady, marks.created, marks.started],
    [marks.requested, marks.created, marks.firstOutput, marks.ready],
  ];
  for (const chain of chains) {
    const times = chain.filter((time) => time !== undefined);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  expect(marks.ready).toBeDefined();
}
