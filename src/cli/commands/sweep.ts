import type { Terminal } from '../../host/process-io.ts';
import { deadOwners, forgetDeadOwner, isAlive } from '../../host/lease.ts';
import { messageOf } from '../../model/errors.ts';
import type { RemovedResource } from '../../model/owner.ts';
import { EXIT } from '../exit-codes.ts';
import { forgetDeadTurns } from '../measuring-turn.ts';
import { openWorkbench } from '../workbench.ts';

/** Removes what dead runs left behind, and nothing else. */
export async function sweepCommand(options: { readonly json?: boolean; readonly verbose?: boolean }, terminal: Terminal): Promise<number> {
  const removed: RemovedResource[] = [];
  const failures: string[] = [];
  await using workbench = openWorkbench(terminal, options.verbose === true);
  const dead = deadOwners();
  forgetDeadTurns();
  for (const driver of workbench.drivers) {
    try {
      removed.push(...(await driver.sweep(dead, isAlive)));
    } catch (error) {
      failures.push(`${driver.name}: ${messageOf(error)}`);
    }
  }
  if (failures.length === 0) {
    for (const owner of dead) {
      forgetDeadOwner(owner);
      removed.push({ kind: 'directory', name: owner.stateDirectory });
    }
  }
  if (options.json === true) terminal.out.write(`${JSON.stringify({ removed, failures }, null, 2)}\n`);
  else {
    for (const { kind, name } of removed) terminal.out.write(`removed ${kind} ${name}\n`);
    if (removed.length === 0 && failures.length === 0) terminal.out.write('nothing to sweep: no dead run left anything behind\n');
    for (const failure of failures) terminal.err.write(`isodense: could not sweep ${failure}\n`);
  }
  return failures.length === 0 ? EXIT.pass : EXIT.internal;
}
