import { claim, claimants } from '../host/claim.ts';
import { IsodenseError } from '../model/errors.ts';

/**
 * Files `lock.PROCESS-…` in a run directory, created by the process that writes the run. Reading and
 * rendering do not need one.
 */
const NAME = 'lock';

/**
 * Locks a run directory for this process, until disposed or until the process is gone.
 * @throws IsodenseError (usage) when another process has locked it
 */
export function lockRun(directory: string): Disposable {
  const claiming = claim({ directory, name: NAME, text: 'isodense' });
  if (claiming.state === 'held') return claiming.claim;
  const [holder] = claiming.by;
  throw new IsodenseError(
    'usage',
    `${directory} is in use: isodense process ${holder?.pid ?? '?'} writes to it`,
    { hint: 'wait until it ends, or interrupt it' },
  );
}

/** The process that writes the run at the moment; undefined if there is none. */
export function writerOf(directory: string): number | undefined {
  return claimants(directory, NAME)[0]?.pid;
}
