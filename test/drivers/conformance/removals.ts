import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../src/drivers/driver.ts';
import { identify, stillRunning } from '../../support/processes.ts';
import type { ConformanceFixture } from '../conformance.ts';
import { answerTo } from './lines.ts';

export function removalTests(fixture: ConformanceFixture): void {
  describe('removing', () => {
    it('ends every process of an instance, and may be asked twice', async () => {
      await using session = await fixture.open();
      const instance = await fixture.launch(session);
      const processes = identify(pidsOf(instance));
      await instance[Symbol.asyncDispose]();
      expect(instance.scopes()).toEqual([]);
      expect(stillRunning(processes)).toEqual([]);
      await instance.exited;
      await instance[Symbol.asyncDispose]();
    });

    it('ends busy instances too', async () => {
      await using session = await fixture.open();
      const instance = await fixture.launch(session);
      await answerTo(instance, () => instance.send('work'), 'quantum 1');
      const processes = identify(pidsOf(instance));
      await instance[Symbol.asyncDispose]();
      expect(stillRunning(processes)).toEqual([]);
    });

    it('of a session removes its instances, and may be asked twice', async () => {
      const session = await fixture.open();
      const instances = await Promise.all([0, 1].map((index) => fixture.launch(session, index)));
      const processes = identify(instances.flatMap(pidsOf));
      await session[Symbol.asyncDispose]();
      expect(instances.flatMap((instance) => instance.scopes())).toEqual([]);
      expect(stillRunning(processes)).toEqual([]);
      await session[Symbol.asyncDispose]();
    });

    it('of one session leaves the instances of another alone', async () => {
      const doomed = await fixture.open();
      await using other = await fixture.open();
      await fixture.launch(doomed);
      await using bystander = await fixture.launch(other);
      await doomed[Symbol.asyncDispose]();
      expect(bystander.scopes().length).toBeGreaterThan(0);
      await answerTo(bystander, () => bystander.send('work'), 'quantum 1');
    });
  });
}

function pidsOf(instance: Instance): number[] {
  return instance.scopes().flatMap((scope) => scope.pids);
}
