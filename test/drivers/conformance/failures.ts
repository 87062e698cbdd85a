import { describe, expect, it } from 'vitest';
import { LaunchError } from '../../../src/drivers/driver.ts';
import { running, type ConformanceFixture } from '../conformance.ts';

/** Long enough to be in the middle of a launch with every technology; none has to be done by then. */
const SHORT_TIMEOUT_MS = 300;

export function failureTests(fixture: ConformanceFixture): void {
  const { subject } = fixture;

  describe('a launch that does not become ready', () => {
    it('is given up after its timeout, keeps the marks that it reached and leaves room for another', async () => {
      await using session = await fixture.open();
      await session.provideImage(fixture.signal);
      const failure = await launchFailure(
        fixture.launch(session, 0, {
          ready: { kind: 'log', text: 'never said' },
          timeoutMs: SHORT_TIMEOUT_MS,
        }),
      );
      expect(failure.outcome).toBe('timeout');
      expect(failure.marks.ready).toBeUndefined();
      expect(failure.marks.requested).toBeGreaterThanOrEqual(failure.marks.intended);
      await using instance = await fixture.launch(session, 0);
      expect(instance.marks.ready).toBeDefined();
    });

    it('is given up when its caller gives up, with the reason of the caller, and leaves room for another', async () => {
      await using session = await fixture.open();
      await session.provideImage(fixture.signal);
      const caller = new AbortController();
      const launch = session.launch(
        { index: 0, workload: fixture.workload({ ready: { kind: 'log', text: 'never said' } }), intended: 0 },
        caller.signal,
      );
      // anywhere in mid-launch
      setTimeout(() => caller.abort(new Error('changed my mind')), SHORT_TIMEOUT_MS);
      await expect(launch).rejects.toThrow('changed my mind');
      await using instance = await fixture.launch(session, 0);
      expect(instance.marks.ready).toBeDefined();
    });

    it('is not begun for a caller who has given up already', async () => {
      await using session = await fixture.open();
      const launch = session.launch(
        { index: 0, workload: fixture.workload(), intended: 0 },
        AbortSignal.abort(new Error('too late')),
      );
      await expect(launch).rejects.toThrow('too late');
    });

    if (!subject.real) return;

    it('has failed when the workload ends first, and shows its last words', async () => {
      await using session = await fixture.open(
        running(fixture.image(), '/bin/busybox', 'sh', '-c', 'echo something is wrong; exit 3'),
      );
      const failure = await launchFailure(fixture.launch(session));
      expect(failure.outcome).toBe('failed');
      expect(failure.message).toContain('something is wrong');
      expect(failure.marks.ready).toBeUndefined();
    });

    it('shows the last lines of a workload that wrote thousands, not the first', async () => {
      const chatter = 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "entry $i"; done';
      await using session = await fixture.open(
        running(fixture.image(), '/bin/busybox', 'sh', '-c', `${chatter}; echo the real reason; exit 3`),
      );
      const failure = await launchFailure(fixture.launch(session));
      expect(failure.message).toContain('entry 3000\nthe real reason');
      expect(failure.message).not.toMatch(/entry 1$/m);
    });

    it('has failed when the image has no such program', async () => {
      await using session = await fixture.open(running(fixture.image(), '/no/such/program'));
      const failure = await launchFailure(fixture.launch(session));
      expect(failure.outcome).toBe('failed');
      expect(failure.message).toMatch(/no such file|not found|\/no\/such\/program/i);
    });
  });
}

async function launchFailure(launch: Promise<unknown>): Promise<LaunchError> {
  const thrown = await launch.then(
    () => new Error('the launch succeeded'),
    (error: unknown) => error,
  );
  if (thrown instanceof LaunchError) return thrown;
  throw thrown;
}
