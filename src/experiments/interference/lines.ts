import type { Instance } from '../../drivers/driver.ts';
import { messageOf } from '../../model/errors.ts';
import { formatDuration } from '../../model/units.ts';
import type { RoundContext } from '../experiment.ts';

/**
 * Resolves with the first line that contains `text` and was not there before the call. Rejects when the
 * instance ends or has not said it after `patienceMs`.
 */
export async function lineOf(
  instance: Pick<Instance, 'onLine' | 'exited'>,
  text: string,
  { clock, signal }: Pick<RoundContext, 'clock' | 'signal'>,
  patienceMs: number,
): Promise<string> {
  const from = clock.now();
  const settled = new AbortController();
  let stop = (): void => {};
  const said = new Promise<string>((resolve) => {
    stop = instance.onLine((line) => {
      if (line.atMs >= from && line.text.includes(text)) resolve(line.text);
    });
  });
  const late = clock.sleep(patienceMs, AbortSignal.any([signal, settled.signal])).then(() => {
    throw new Error(`it did not say "${text}" within ${formatDuration(patienceMs)}`);
  });
  const ended = instance.exited.then(({ reason }) => {
    throw new Error(`it ended: ${reason}`);
  });
  try {
    return await Promise.race([said, late, ended]);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Error ? error : new Error(messageOf(error));
  } finally {
    stop();
    settled.abort(new Error('settled'));
    for (const loser of [late, ended]) loser.catch(() => {});
  }
}
