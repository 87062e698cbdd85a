import type { Terminal } from '../../host/process-io.ts';
import { stateRoot } from '../../host/directories.ts';
import { deadOwners, forgetDeadOwner, isAlive } from '../../host/lease.ts';
import { messageOf } from '../../model/errors.ts';
import type { DeadOwner, RemovedResource } from '../../model/owner.ts';
import { EXIT } from '../exit-codes.ts';
import { forgetDeadTurns } from '../measuring-turn.ts';
import { openWorkbench, type Workbench } from '../workbench.ts';
import { visible } from '../../model/visible-text.ts';
import { sayJson } from '../say-json.ts';

/**
 * Removes what dead runs left behind, and nothing else. What cannot be removed keeps nothing else from being
 * removed.
 */
export async function sweepCommand(
  options: { readonly json?: boolean; readonly verbose?: boolean },
  terminal: Terminal,
): Promise<number> {
  await using workbench = openWorkbench(terminal, options.verbose === true);
  forgetDeadTurns();
  const { removed, failures } = await sweepAll(workbench, deadOwners());
  if (options.json === true) sayJson(terminal.out, { removed, failures });
  else {
    for (const { kind, name } of removed) terminal.out.write(`removed ${kind} ${visible(name)}\n`);
    if (removed.length === 0 && failures.length === 0)
      terminal.out.write('nothing to remove: no killed run left anything behind\n');
    for (const failure of failures) terminal.err.write(`isodense: could not sweep ${visible(failure)}\n`);
    if (failures.length > 0)
      terminal.err.write(
        '  → everything else was removed. Run isodense sweep again when these respond; ' +
          `if they never do, remove their directories in ${stateRoot()}\n`,
      );
  }
  return failures.length === 0 ? EXIT.pass : EXIT.internal;
}

async function sweepAll(
  { drivers }: Workbench,
  dead: readonly DeadOwner[],
): Promise<{ readonly removed: RemovedResource[]; readonly failures: string[] }> {
  const removed: RemovedResource[] = [];
  const failures: string[] = [];
  const kept = new Set<string>();
  for (const driver of drivers) {
    const swept = await driver.sweep(dead, isAlive).catch((error: unknown) => ({
      removed: [],
      failures: [{ message: messageOf(error), owners: dead.map(({ owner }) => owner.id) }],
    }));
    removed.push(...swept.removed);
    for (const { message, owners } of swept.failures) {
      failures.push(`${driver.technology.name}: ${message}`);
      for (const id of owners) kept.add(id);
    }
  }
  for (const owner of dead.filter(({ owner: { id } }) => !kept.has(id))) {
    try {
      await forgetDeadOwner(owner);
      removed.push({ kind: 'directory', name: owner.stateDirectory });
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  return { removed, failures };
}
