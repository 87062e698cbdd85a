import type { Instance } from '../../drivers/driver.ts';
import type { RoundContext } from '../experiment.ts';
import { ask } from './ask.ts';
import { judgeCpu, judgeMemory, judgeProcesses, judgeSibling, type LimitCheck } from './judge-limits.ts';

/**
 * What a culprit may use and what it tries to use. Both are small: where a limit does not hold, the host
 * loses 192 MiB and 192 short-lived processes for three seconds, and nothing else. The memory is enough for
 * the smallest VM.
 */
const MEMORY_LIMIT = 96 * 2 ** 20;
const HOLDERS = 4;
const HOLDER_MIB = 48;
const PROCESS_LIMIT = 96;
const PROCESSES_TRIED = 192;
const HOLD_SECONDS = 3;
/**
 * A machine of its own that has run out of memory can be busy with its page cache for ever before it kills
 * anyone.
 */
const EXHAUSTION_PATIENCE_MS = 30_000;
/** In cores. */
const QUOTA = 0.25;
const QUOTA_WINDOW_MS = 2_000;
/** Before the observation starts, so that the worker has been scheduled. */
const WARM_UP_MS = 500;

/**
 * Tries limits on instances of their own, one after another, while a sibling without limits must go on
 * answering.
 */
export async function tryLimits(
  context: RoundContext,
  sibling: Instance,
  firstIndex: number,
): Promise<LimitCheck[]> {
  const answers = async (): Promise<boolean> =>
    (await ask(context, sibling, 'alive')).answers['alive'] === 'yes';
  const culprit = async (
    index: number,
    spec: Pick<Parameters<RoundContext['launch']>[0], 'limits' | 'cpu'>,
  ) => {
    const instance = await context.launch(
      { index: firstIndex + index, intended: context.clock.now(), ...spec },
      'later',
    );
    if (instance !== undefined) context.mayEnd([instance]);
    return instance;
  };

  context.phase('measure', 'more memory than allowed');
  const greedy = await culprit(0, { limits: { memoryBytes: MEMORY_LIMIT } });
  const held =
    greedy &&
    (await ask(context, greedy, `hold ${HOLDERS} ${HOLDER_MIB} ${HOLD_SECONDS}`, EXHAUSTION_PATIENCE_MS));
  const memory = await context.host.memoryOf(greedy?.scopes() ?? []);
  const onHostBytes = memory.reduce((sum, { pssBytes }) => sum + pssBytes, 0);
  const afterMemory = judgeSibling('memory', held, await answers());
  if (greedy !== undefined) await context.remove([greedy]);

  context.phase('measure', 'more processes than allowed');
  const fertile = await culprit(1, { limits: { pids: PROCESS_LIMIT } });
  const forked = fertile && (await ask(context, fertile, `fork ${PROCESSES_TRIED} ${HOLD_SECONDS}`));
  const onHost = fertile?.scopes().flatMap(({ pids }) => pids).length ?? 0;
  const afterForks = judgeSibling('processes', forked, await answers());
  if (fertile !== undefined) await context.remove([fertile]);

  context.phase('measure', 'more CPU than allowed');
  const busy = await culprit(2, { cpu: { quota: QUOTA } });
  const used = busy && (await coresUsed(context, busy));
  if (busy !== undefined) await context.remove([busy]);
  return [
    judgeMemory(held, { limitBytes: MEMORY_LIMIT, holders: HOLDERS, holderMiB: HOLDER_MIB, onHostBytes }),
    afterMemory,
    judgeProcesses(forked, { limit: PROCESS_LIMIT, tried: PROCESSES_TRIED, onHost }),
    afterForks,
    judgeCpu(used, QUOTA),
  ];
}

/** CPU seconds a second, of everything charged to it, while it works as fast as it can. */
async function coresUsed(context: RoundContext, instance: Instance): Promise<number | undefined> {
  const seconds = async (): Promise<number | undefined> => {
    const scopes = instance.scopes().filter(({ countedWith }) => countedWith === undefined);
    const parts = (await context.host.cpuOf(scopes)).map(({ usedSeconds }) => usedSeconds);
    return parts.length === 0 || parts.includes(undefined)
      ? undefined
      : parts.reduce((sum: number, part) => sum + (part ?? 0), 0);
  };
  instance.send('work');
  await context.clock.sleep(WARM_UP_MS, context.signal);
  const [before, from] = [await seconds(), context.clock.now()];
  await context.clock.sleep(QUOTA_WINDOW_MS, context.signal);
  const [after, until] = [await seconds(), context.clock.now()];
  instance.send('idle');
  return before === undefined || after === undefined
    ? undefined
    : (after - before) / ((until - from) / 1_000);
}
