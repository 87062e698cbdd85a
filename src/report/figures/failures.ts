import type { ReportContext } from '../../sections/context.ts';
import { describePoint } from '../../sections/select.ts';

export interface FailureGroup {
  readonly variant: string;
  readonly where: string;
  readonly what: string;
  readonly count: number;
}

/** Failed launches and rounds that did not complete, same causes counted together, most frequent first. */
export function failureGroups(context: ReportContext): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  /**
   * @param example of the kind, such as last words, which can differ from one to the next: the first stands
   * for all
   */
  const add = (variant: string, where: string, kind: string, example = ''): void => {
    const key = JSON.stringify([variant, where, kind]);
    const group = groups.get(key);
    groups.set(key, { variant, where, what: group?.what ?? kind + example, count: (group?.count ?? 0) + 1 });
  };
  for (const { start, end, launches, ends } of context.records.rounds) {
    const where = `${start.cell.experiment}, ${describePoint(start.cell)}`;
    for (const { outcome, error } of launches) {
      if (outcome !== 'ready')
        add(
          start.cell.variant,
          where,
          `launch ${outcome === 'timeout' ? 'timed out' : 'failed'}${error === undefined ? '' : `: ${error}`}`,
        );
    }
    for (const { reason, lastWords, expected } of ends) {
      if (expected === undefined)
        add(
          start.cell.variant,
          where,
          `instance ended after it was ready: ${reason}`,
          lastWords === '' ? '' : `; its last output: ${lastWords}`,
        );
    }
    if (end === undefined) add(start.cell.variant, where, 'round has no end: the run stopped in it');
    else if (end.status !== 'complete')
      add(
        start.cell.variant,
        where,
        `round ${end.status}${end.reason === undefined ? '' : `: ${end.reason}`}`,
      );
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
