import { formatNumber } from '../../model/units.ts';
import { boundaryColumns, countOutcomes, type BoundaryColumn } from './boundaries.ts';
import { fullName, shortName, variantNamed, type ReportContext } from '../../sections/context.ts';
import { armsOf, armTitle, slowdownInterval, slowdowns, worstOf, type Slowdown } from './interference.ts';
import { liesBeyond, ramps } from './ramps.ts';

/** How many ran at the same time, then what stopped one more; what did not hold is in the table. */
export function reachedSentence(context: ReportContext): string | undefined {
  const all = ramps(context);
  if (all.length === 0) return undefined;
  const ran = all.map((ramp, index) => {
    const [held] = ramp.interval;
    const noun = index > 0 ? '' : held === 1 ? ' instance' : ' instances';
    return `${liesBeyond(ramp) ? 'at least ' : ''}${held}${noun} of ${fullName(ramp.of)}`;
  });
  const stopped = all.filter((ramp) => !liesBeyond(ramp));
  const limits = [...new Set(stopped.map(({ boundBy }) => boundBy[0] ?? 'unknown'))].map((limit) => {
    const bound = stopped.filter(({ boundBy }) => (boundBy[0] ?? 'unknown') === limit);
    return `${limit} (${bound.map(({ variant }) => variant).join(', ')})`;
  });
  const reached = limits.length === 0 ? '' : ` Limits reached: ${limits.join(', ')}.`;
  return `This host fits ${listed(ran, 'or')}.${reached}`;
}

/** The victim that suffered most, the one that suffered least, and what limits change. */
export function interferenceSentence(context: ReportContext): string | undefined {
  const all = slowdowns(context, 'interference.p99');
  const arms = armsOf(all);
  const worstIn = (arm: string): Slowdown[] =>
    context.variants
      .flatMap(({ name }) => worstOf(all, name, arm) ?? [])
      .sort((a, b) => b.estimate.value - a.estimate.value);
  const [first, second] = arms.map((arm) => ({ arm, worst: worstIn(arm) }));
  const [most, least] = [first?.worst[0], first?.worst.at(-1)];
  if (first === undefined || most === undefined || least === undefined) return undefined;
  const where = arms.length > 1 ? ` ${armTitle(first.arm)}` : '';
  const start = `Beside its worst neighbour${where}, p99 of a ${name(context, most)} victim was ${times(most, true)} its own alone (${most.aggressor})`;
  const rest =
    least === most ? '' : `, of a ${name(context, least)} victim ${times(least, true)} (${least.aggressor})`;
  const limited = second?.worst[0];
  const withLimits =
    limited === undefined
      ? ''
      : `; ${armTitle(second!.arm)}, at most ${times(limited, false)} (${name(context, limited)} beside ${limited.aggressor})`;
  return `${start}${rest}${withLimits}.`;
}

function times({ estimate: { value, ci95 } }: Slowdown, withInterval: boolean): string {
  const figure = `${formatNumber(value)} times`;
  return ci95 === null || !withInterval ? figure : `${figure} (95% interval ${slowdownInterval(ci95)})`;
}

function name(context: ReportContext, { variant }: Slowdown): string {
  const known = variantNamed(context, variant);
  return known === undefined ? variant : shortName(known);
}

/** Applications with conflicting needs, side by side: where all worked, and where not. */
const COEXISTENCE = 'versions.';

/** Who let every application work beside the others, and who did not. */
export function coexistenceSentence(context: ReportContext): string | undefined {
  const columns = columnsOf(context, (check) => check.startsWith(COEXISTENCE));
  if (columns.length === 0) return undefined;
  const works = (among: readonly BoundaryColumn[]): string =>
    listed(among.map(({ variant }) => shortName(variant)));
  const failing = columns.filter(({ counts }) => counts.isolated < columns[0]!.checks.size);
  const together = columns.filter((column) => !failing.includes(column));
  const failures = failing.map(
    ({ variant, checks }) =>
      `${listed([...checks.values()].flatMap(({ check, outcome }) => (outcome === 'isolated' ? [] : [check.slice(COEXISTENCE.length)])))} did not in ${shortName(variant)}`,
  );
  const start = `${columns[0]!.checks.size} applications with conflicting needs`;
  if (together.length === 0) return `Of ${start}, ${listed(failures)}.`;
  return `${start} worked side by side in ${works(together)}${failures.length === 0 ? '' : `; ${listed(failures)}`}.`;
}

/** Who leaked, most first, and who did not. */
export function boundarySentence(context: ReportContext): string | undefined {
  const columns = columnsOf(context, (check) => !check.startsWith(COEXISTENCE));
  if (columns.length === 0) return undefined;
  const checks = columns.reduce((most, { checks: { size } }) => Math.max(most, size), 0);
  const names = (among: readonly BoundaryColumn[]): string =>
    listed(among.map(({ variant }) => shortName(variant)));
  const leaking = columns
    .filter(({ counts }) => counts.leaked > 0)
    .sort((a, b) => b.counts.leaked - a.counts.leaked);
  const tight = columns.filter(({ counts }) => counts.leaked === 0);
  if (leaking.length === 0) return `None of ${checks} boundary checks leaked in ${names(tight)}.`;
  const leaks = listed(
    leaking.map(
      ({ variant, counts }, index) =>
        `${counts.leaked}${index === 0 ? ' leaked' : ''} in ${shortName(variant)}`,
    ),
  );
  return `Of ${checks} boundary checks, ${leaks}${tight.length === 0 ? '' : `; none did in ${names(tight)}`}.`;
}

/** Variants that had any such check, and only these of theirs. */
function columnsOf(context: ReportContext, wanted: (check: string) => boolean): BoundaryColumn[] {
  return boundaryColumns(context).flatMap((column) => {
    const checks = new Map([...column.checks].filter(([check]) => wanted(check)));
    return checks.size === 0 ? [] : [{ ...column, checks, counts: countOutcomes([...checks.values()]) }];
  });
}

function listed(parts: readonly string[], last: 'and' | 'or' = 'and'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)!}`;
}
