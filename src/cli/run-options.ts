import { join, resolve } from 'node:path';

/** What to do when another run is measuring on this host. Without either it is refused. */
export interface TurnOptions {
  readonly wait?: boolean;
  readonly allowConcurrent?: boolean;
}

/** What the command line of `run` can ask for. */
export interface RunOptions extends TurnOptions {
  readonly dryRun?: boolean;
  readonly only?: readonly string[];
  readonly experiment?: readonly string[];
  readonly rounds?: number;
  readonly seed?: number;
  readonly out?: string;
  /** The directory of a run to resume; excludes everything that would change its plan. */
  readonly resume?: string;
  readonly requireAll?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** The command that reproduces the run, seed included. */
export function reproduction(file: string, options: RunOptions, seed: number): string {
  const list = (flag: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [flag, values.join(',')];
  return [
    'isodense',
    'run',
    file,
    ...list('--only', options.only),
    ...list('--experiment', options.experiment),
    ...(options.rounds === undefined ? [] : ['--rounds', String(options.rounds)]),
    '--seed',
    String(seed),
  ].join(' ');
}

/** Seeds are 32 bits wide, since that is what the orders are made from. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/** `reports/NAME-YYYYMMDD-HHMMSS` unless asked otherwise. */
export function runPath(
  directory: string,
  out: string | undefined,
  scenario: string,
  startedAt: string,
): string {
  const stamp = startedAt.replaceAll(/[-:]|\..*/g, '').replace('T', '-');
  return resolve(directory, out ?? join('reports', `${scenario}-${stamp}`));
}
