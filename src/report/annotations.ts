import type { Judgement } from '../model/verdict.ts';
import { visible } from '../model/visible-text.ts';

/**
 * Gates that do not hold, as workflow commands of GitHub Actions: they show beside the change that is judged.
 */
export function renderAnnotations({ verdicts }: Judgement): string {
  return verdicts
    .filter(({ word }) => word !== 'pass' && word !== 'improved')
    .map(
      ({ word, level, title, cause }) =>
        `::${level === 'error' && (word === 'regressed' || word === 'no-data' || word === 'not-comparable') ? 'error' : 'warning'} title=${property(`${word}: ${title}`)}::${data(cause)}\n`,
    )
    .join('');
}

/** As the runner's own toolkit escapes them: actions/toolkit, packages/core/src/command.ts. */
function data(text: string): string {
  return visible(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
