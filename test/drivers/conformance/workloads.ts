import { describe, expect, it } from 'vitest';
import { running, type ConformanceFixture } from '../conformance.ts';
import { answerTo, linesSoFar } from './lines.ts';

export function workloadTests(fixture: ConformanceFixture): void {
  const { subject, signal } = fixture;

  describe('a running workload', () => {
    it('obeys work and idle, and counts again at the next work', async () => {
      await using session = await fixture.open();
      await using instance = await fixture.launch(session);
      await answerTo(instance, () => instance.send('work'), 'quantum 2');
      // Only a worker that was stopped in between begins at 1 again.
      await answerTo(instance, () => ['idle', 'work'].forEach((order) => instance.send(order)), 'quantum 1');
      instance.send('idle');
    });

    if (!subject.real) return;

    it('gets the environment of the scenario', async () => {
      await using session = await fixture.open(
        running(
          fixture.image(),
          '/bin/busybox',
          'sh',
          '-c',
          'echo "GREETING is $GREETING"; echo READY; read line',
        ),
      );
      await using instance = await fixture.launch(session, 0, { env: { GREETING: 'good morning' } });
      expect(linesSoFar(instance)).toContain('GREETING is good morning');
    });

    it('can be left by itself, and the instance tells how', async () => {
      await using session = await fixture.open(
        running(fixture.image(), '/bin/busybox', 'sh', '-c', 'echo READY; read line; exit 7'),
      );
      await using instance = await fixture.launch(session);
      instance.send('go');
      const { code, reason } = await instance.exited;
      expect([7, null]).toContain(code); // a technology may lose the code, but not make one up
      expect(reason).not.toBe('');
    });

    it(subject.exec ? 'can be joined by a command' : 'offers no way in that it does not have', async () => {
      await using session = await fixture.open();
      await using instance = await fixture.launch(session);
      expect(instance.exec !== undefined).toBe(subject.exec);
      if (instance.exec === undefined) return;
      expect(await instance.exec(['/bin/busybox', 'echo', 'from inside'], signal)).toMatchObject({
        code: 0,
        output: expect.stringContaining('from inside'),
      });
      expect(await instance.exec(['/bin/busybox', 'false'], signal)).toMatchObject({ code: 1 });
    });

    if (subject.killsCommands) {
      it('loses a command whose caller gives up', async () => {
        await using session = await fixture.open();
        await using instance = await fixture.launch(session);
        // Named by its argument, since a plain process sees the host's other ones too.
        const seconds = String(10_000_000 + Math.floor(Math.random() * 1_000_000));
        const isRunning = async (): Promise<boolean> =>
          (
            await instance.exec!(
              [
                '/bin/busybox',
                'sh',
                '-c',
                'for p in /proc/[0-9]*; do case "$(busybox tr "\\0" " " 2>/dev/null <$p/cmdline)" in *"sleep $0 "*) echo found;; esac; done',
                seconds,
              ],
              signal,
            )
          ).output.includes('found');
        const caller = new AbortController();
        const command = instance.exec!(['/bin/busybox', 'sleep', seconds], caller.signal);
        command.catch(() => {});
        while (!(await isRunning())); // it may not have begun
        caller.abort(new Error('enough'));
        await expect(command).rejects.toThrow('enough');
        while (await isRunning()); // a killed process may not be gone yet
      });
    }
  });
}
