import type { Clock } from '../host/clock.ts';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { ReadyRule } from '../model/scenario.ts';
import { writtenDuration } from '../model/units.ts';
import { NoAnswerError, unlessAborted, type LaunchDeadline } from './deadline.ts';
import type { Instance } from './driver.ts';
import { getOver } from './http-answer.ts';

type Observable = Pick<Instance, 'onText' | 'exec' | 'dial' | 'exited'>;
type PolledRule = Exclude<ReadyRule, { kind: 'log' }>;

/**
 * Resolves with the time at which the workload's readiness rule first held. `log` is pushed by the workload;
 * the others are polled every `intervalMs`, which is their resolution. Rejects when the workload ends first.
 */
export async function waitUntilReady(
  instance: Observable,
  rule: ReadyRule,
  clock: Clock,
  deadline: LaunchDeadline,
): Promise<number> {
  const settled = new AbortController();
  const until: LaunchDeadline = { signal: settled.signal, saw: (what) => deadline.saw(what) };
  const ready =
    rule.kind === 'log' ? lineWith(instance, rule.text, until) : polled(instance, rule, clock, until);
  const ended = instance.exited.then(({ reason }) => {
    throw new IsodenseError('unavailable', `the workload ended (${reason}) before it was ready`, {
      hint: 'its last output may say why; workload.command runs something else',
    });
  });
  try {
    return await unlessAborted(Promise.race([ready, ended]), deadline.signal);
  } finally {
    settled.abort(new Error('readiness settled'));
  }
}

function lineWith(instance: Observable, text: string, { signal, saw }: LaunchDeadline): Promise<number> {
  saw(withoutLine(text));
  return new Promise((resolve) => {
    const stop = instance.onText(text, resolve);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** What is seen of a workload that has not logged that it is ready. */
export function withoutLine(text: string): string {
  return `its output has no line with ${JSON.stringify(text)}`;
}

/**
 * A try that hangs does not keep later ones from succeeding. A connection is left open, since the server may
 * be slow and still answer, and another is made beside it. A command is killed, since two of them could get
 * into each other's way; where the driver cannot kill it (gVisor, an engine over TCP or SSH), the next one
 * starts beside it. The time that a try has doubles with each that hung, so that the number of open ones
 * stays small and any duration fits at last.
 */
function polled(
  instance: Observable,
  rule: PolledRule,
  clock: Clock,
  until: LaunchDeadline,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const poll = async (): Promise<void> => {
      let isFirst = true;
      for (
        let patience: number = rule.kind === 'exec' ? DEADLINES.execTry : DEADLINES.connectTry;
        ;
        isFirst = false
      ) {
        const result = await attempt(
          instance,
          rule,
          clock,
          patience,
          { ...until, ...notes(until, isFirst) },
          () => resolve(clock.now()),
        );
        if (result === 'hangs') patience *= 2;
        else await clock.sleep(rule.intervalMs, until.signal);
      }
    };
    poll().catch(reject);
  });
}

interface Notes {
  readonly saw: LaunchDeadline['saw'];
  /** From now on, and with what was noted so far, they are the launch's. */
  readonly publish: () => void;
}

/**
 * What one try sees. A try that has just begun says less than how the one before ended, so its notes are kept
 * until it tells more.
 */
function notes(until: LaunchDeadline, arePublic: boolean): Notes {
  let last: string | undefined;
  let published = arePublic;
  const publish = (): void => {
    published = true;
    if (last !== undefined && !until.signal.aborted) until.saw(last);
  };
  const saw = (what: string): void => {
    last = what;
    if (published) publish();
  };
  return { saw, publish };
}

/** One try. Calls `ready` when it succeeds, which may be after it was said to hang. */
async function attempt(
  instance: Observable,
  rule: PolledRule,
  clock: Clock,
  patience: number,
  until: LaunchDeadline & Notes,
  ready: () => void,
): Promise<'failed' | 'hangs'> {
  const given = new AbortController();
  const stop = (): void => given.abort(until.signal.reason);
  until.signal.addEventListener('abort', stop, { once: true });
  const answered = new AbortController();
  const tried = (
    rule.kind === 'exec'
      ? commandSucceeds(instance, rule.command, given.signal, until.saw)
      : serverAnswers(instance, rule, given.signal, until.saw)
  )
    .catch((error: unknown) => {
      if (!(error instanceof NoAnswerError)) throw error;
      until.saw(error.message);
      return false;
    })
    .then((holds): 'failed' => {
      if (holds) ready();
      return 'failed';
    })
    .finally(() => {
      until.signal.removeEventListener('abort', stop);
      answered.abort();
      until.publish();
    });
  const slow = clock.sleep(patience, answered.signal).then(
    (): 'hangs' => 'hangs',
    (): 'failed' => 'failed',
  );
  const result = await Promise.race([tried, slow]);
  if (result === 'hangs') until.publish();
  if (result === 'hangs' && rule.kind === 'exec') {
    given.abort(new Error('the readiness command hangs'));
    await tried.catch(() => {}); // until it is killed; a driver bounds that
    until.saw(`${rule.command.join(' ')} did not end within ${writtenDuration(patience)}`);
  }
  return result;
}

async function commandSucceeds(
  instance: Observable,
  command: readonly string[],
  signal: AbortSignal,
  saw: LaunchDeadline['saw'],
): Promise<boolean> {
  if (instance.exec === undefined)
    throw unreachable('exec', 'this technology offers no way to run a command inside');
  saw(`${command.join(' ')} has not ended`);
  const { code, output } = await instance.exec(command, signal);
  if (code !== 0)
    saw(
      `${command.join(' ')} ended with ${code}${output.trim() === '' ? '' : `: ${output.trim().slice(-200)}`}`,
    );
  return code === 0;
}

async function serverAnswers(
  instance: Observable,
  rule: Exclude<PolledRule, { kind: 'exec' }>,
  signal: AbortSignal,
  saw: LaunchDeadline['saw'],
): Promise<boolean> {
  if (instance.dial === undefined)
    throw unreachable(rule.kind, 'the variant has no network that the harness can reach');
  saw(`a connection to port ${rule.port} was neither accepted nor refused`);
  let connection: Awaited<ReturnType<typeof instance.dial>> | undefined;
  try {
    connection = await instance.dial(rule.port, signal);
    return rule.kind === 'tcp' || (await getOver(connection, rule.path, rule.port, signal, saw));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsodenseError) throw error;
    const why = messageOf(error);
    saw(why.includes(`port ${rule.port}`) ? why : `port ${rule.port}: ${why}`);
    return false; // refused: not listening yet
  } finally {
    connection?.destroy();
  }
}

function unreachable(kind: string, why: string): IsodenseError {
  return new IsodenseError(
    'usage',
    `workload.ready: the ${kind} readiness check is not available here: ${why}`,
    {
      hint: 'use ready: { log: TEXT }, or give the variant a network',
    },
  );
}
