import type { Cell } from '../../src/model/plan.ts';
import type { LaunchRecord, RunRecord } from '../../src/model/records.ts';
import type { ScopeRole } from '../../src/model/roles.ts';
import type { Random } from './random.ts';
import type { SampleSeries } from './sample-summary.ts';
import type { SampleVariant } from './sample-variants.ts';

/** Writes the records and observations of one round, as the experiment of the same name would. */
export interface RoundWriter {
  readonly round: number;
  readonly cell: Cell;
  readonly variant: SampleVariant;
  readonly random: Random;
  readonly series: SampleSeries;
  /** Chance that a launch times out. */
  readonly failing: number;
  /** When the round begins, milliseconds. */
  readonly atMs: number;
  readonly push: (record: RunRecord) => void;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Launches `density` instances, `concurrency` at a time, and returns when the last was ready. */
export function launches(
  writer: RoundWriter,
  count: number,
  concurrency: number,
  absent: boolean,
): { launched: LaunchRecord[]; end: number } {
  const { round, random, variant, push } = writer;
  const free = Array.from({ length: concurrency }, () => writer.atMs);
  const load = random.around(0.03) * (1 + 0.22 * Math.log2(concurrency));
  const launched: LaunchRecord[] = [];
  for (let instance = 0; instance < count; instance++) {
    const slot = free.indexOf(Math.min(...free));
    const requested = free[slot]!;
    const stretch = load * random.around(0.05);
    const imageReady =
      absent && instance === 0 ? requested + variant.imageMs * random.around(0.06) : undefined;
    const mark = (ms: number): number => (imageReady ?? requested) + ms * stretch;
    const { created, started, firstOutput, ready } = variant.marks;
    const fails = random.next() < writer.failing;
    const marks = {
      intended: writer.atMs,
      requested,
      ...(imageReady === undefined ? {} : { imageReady }),
      created: mark(created),
      started: mark(started),
      ...(fails ? {} : { firstOutput: mark(firstOutput), ready: mark(ready) }),
    };
    const temperature = absent ? (instance === 0 ? 'absent' : 'first') : instance === 0 ? 'first' : 'later';
    launched.push({
      kind: 'launch',
      round,
      instance,
      temperature,
      marks,
      ...(fails
        ? { outcome: 'timeout' as const, error: 'not ready after 30 s; last output: Booting the kernel.' }
        : { outcome: 'ready' as const }),
    });
    free[slot] = fails ? requested + 30_000 : mark(ready);
  }
  launched.forEach(push);
  return { launched, end: Math.max(...free) };
}

export function startupRound(writer: RoundWriter): number {
  const { cell, variant } = writer;
  const absent = cell.parameters['image'] === 'absent';
  const { launched, end } = launches(
    writer,
    absent ? 2 : cell.density,
    Number(cell.parameters['concurrency']),
    absent,
  );
  if (absent) {
    observeStartup(writer, cell, launched.slice(0, 1), undefined);
    observeStartup(
      writer,
      { ...cell, parameters: { ...cell.parameters, image: 'first' } },
      launched.slice(1),
      undefined,
    );
  } else observeStartup(writer, cell, launched, end);
  return end + variant.teardownMs * cell.density;
}

function observeStartup(
  writer: RoundWriter,
  cell: Cell,
  launched: readonly LaunchRecord[],
  end: number | undefined,
): void {
  const { variant, random, series } = writer;
  const ready = launched.filter(({ outcome }) => outcome === 'ready');
  const failures = launched.length - ready.length;
  const observe = (metric: string, value: number): void => {
    if (!Number.isNaN(value)) series.add(cell, metric, value, launched.length, failures);
  };
  const middle = (of: (marks: Required<LaunchRecord['marks']>) => number): number =>
    median(ready.map(({ marks }) => of(marks as Required<LaunchRecord['marks']>)));
  observe(
    'startup.ready.p50',
    middle((marks) => marks.ready - marks.requested),
  );
  observe(
    'startup.latency.p50',
    middle((marks) => marks.ready - marks.intended),
  );
  observe(
    'startup.create.p50',
    middle((marks) => marks.created - (marks.imageReady ?? marks.requested)),
  );
  observe(
    'startup.start.p50',
    middle((marks) => marks.started - marks.created),
  );
  observe(
    'startup.firstOutput.p50',
    middle((marks) => marks.firstOutput - marks.created),
  );
  observe(
    'startup.workload.p50',
    middle((marks) => marks.ready - marks.firstOutput),
  );
  if (cell.parameters['image'] === 'absent')
    observe(
      'startup.image.p50',
      middle((marks) => marks.imageReady - marks.requested),
    );
  if (ready.length > 0 && end !== undefined) {
    observe('startup.ready.p95', Math.max(...ready.map(({ marks }) => marks.ready! - marks.requested)));
    observe('startup.makespan', end - writer.atMs);
    observe('startup.rate', (ready.length / (end - writer.atMs)) * 1000);
    observe('startup.teardown.p50', variant.teardownMs * random.around(0.06));
  }
}

export function memoryRound(writer: RoundWriter, densities: readonly number[]): number {
  const { cell, variant, random, series, push, round } = writer;
  const before = 20 * 2 ** 30 * random.around(0.001);
  let atMs = writer.atMs;
  const spread = random.around(0.02);
  push({ kind: 'sample', round, atMs, metric: 'memory.available', value: before, density: 0 });
  for (const density of densities) {
    const used =
      variant.fixed * random.around(0.03) + variant.marginal * spread * density * random.around(0.004);
    atMs += 4_000;
    push({ kind: 'sample', round, atMs, metric: 'memory.available', value: before - used, density });
    const roles = Object.entries(variant.roles) as [ScopeRole, number][];
    const at = { ...cell, density };
    let attributed = 0;
    for (const [role, bytes] of roles) {
      const value = bytes * (1 + 0.35 / density) * random.around(0.01);
      attributed += value;
      series.add(at, `memory.attributed.${role}`, value, density, 0);
    }
    series.add(at, 'memory.attributed', attributed, density, 0);
    series.add(at, 'memory.rss', attributed * variant.rssFactor, density, 0);
    series.add(at, 'memory.charged', variant.charged * random.around(0.02), density, 0);
    series.add(at, 'memory.host', used / density, density, 0);
    if (density === densities.at(-1))
      series.add(at, 'memory.gap', variant.marginal * spread - attributed, density, 0);
  }
  const top = { ...cell, density: densities.at(-1)! };
  series.add(top, 'memory.marginal', variant.marginal * spread, top.density, 0);
  series.add(top, 'memory.fixed', variant.fixed * random.around(0.06), top.density, 0);
  if (variant.shared > 0)
    series.add(top, 'memory.shared', variant.shared * random.around(0.01), top.density, 0);
  if (variant.guestKernel !== null)
    series.add(top, 'memory.guestKernel', variant.guestKernel * random.around(0.001), top.density, 0);
  return atMs + 2_000;
}

export function sharingRound(writer: RoundWriter, cores: number): number {
  const { cell, variant, random, series } = writer;
  const observe = (metric: string, value: number): void => series.add(cell, metric, value, cell.density, 0);
  if ('weights' in cell.parameters || 'quota' in cell.parameters) {
    observe('weights' in cell.parameters ? 'sharing.weight' : 'sharing.quota', random.around(0.012));
    if ('quota' in cell.parameters) observe('sharing.throttled', 0.48 * random.around(0.03));
    return writer.atMs + 5_000;
  }
  const alone = variant.rateAlone * random.around(0.01);
  series.add({ ...cell, density: 1, parameters: {} }, 'sharing.rate.alone', alone, 1, 0);
  series.add(
    { ...cell, parameters: {} },
    'sharing.idle',
    variant.idleCores * random.around(0.08),
    cell.density,
    0,
  );
  for (const overcommit of [1, 2, 4]) contended(writer, overcommit, cores, alone);
  return writer.atMs + 20_000;
}

function contended(
  { cell, variant, random, series, push, round, atMs }: RoundWriter,
  overcommit: number,
  cores: number,
  alone: number,
): void {
  const density = overcommit * cores;
  const at = { ...cell, density, parameters: { overcommit } };
  const observe = (metric: string, value: number): void => series.add(at, metric, value, density, 0);
  const fair = (alone * Math.min(density, cores) * 0.985) / density;
  const rates = Array.from(
    { length: density },
    () => fair * random.around((1 - variant.evenness) * (density > cores ? 1 : 0.3)),
  );
  rates.forEach((value, instance) =>
    push({
      kind: 'sample',
      round,
      atMs: atMs + 3_000,
      metric: 'sharing.rate',
      value,
      density,
      instance,
      parameters: { overcommit, cores },
    }),
  );
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  observe('sharing.rate.total', total);
  observe('sharing.efficiency', total / (alone * Math.min(density, cores)));
  observe('sharing.jain', total ** 2 / (density * rates.reduce((sum, rate) => sum + rate ** 2, 0)));
  observe('sharing.minShare', Math.min(...rates) / (total / density));
  observe('sharing.maxShare', Math.max(...rates) / (total / density));
}
