import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../src/host/directories.ts';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { RunRecord } from '../../src/model/records.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/isodense.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory for one crash: scenario, run directory, state and cache of its own. */
export interface CrashSite extends Disposable {
  readonly directory: string;
  readonly stateRoot: string;
  readonly cache: string;
  /** Runs isodense to its end. */
  isodense(...args: readonly string[]): Promise<Ended>;
  /** Starts a run of the scenario, as a child that can be signalled. */
  run(scenario: string, ...options: readonly string[]): RunningChild;
  manifest(): RunManifest;
  records(): RunRecord[];
}

export interface RunningChild {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the child has said it; rejects when it ends without. */
  readonly said: (text: string) => Promise<void>;
  /** Resolves when the run has stored records that satisfy the condition; rejects when it ends without. */
  readonly stored: (condition: (records: readonly RunRecord[]) => boolean) => Promise<void>;
}

export function openCrashSite(environment: Readonly<Record<string, string>> = {}): CrashSite {
  // Not below /tmp: state belongs on a disk, as in real runs.
  const directory = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'isodense-crash-'));
  const stateRoot = join(directory, 'state');
  const cache = join(directory, 'cache');
  mkdirSync(cache);
  // The guest kernel is the one thing that cannot be rebuilt offline.
  const kernels = join(cacheDirectory(), 'kernels');
  if (existsSync(kernels)) symlinkSync(kernels, join(cache, 'kernels'));
  const { DOCKER_HOST: _, DOCKER_CONTEXT: __, ...inherited } = process.env;
  const env = { ...inherited, ISODENSE_STATE: stateRoot, ISODENSE_CACHE: cache, ...environment };
  const runDirectory = join(directory, 'run');

  const start = (args: readonly string[]): RunningChild => {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'close').then(([code]): Ended => ({
      code: code as number | null,
      stdout,
      stderr,
    }));
    const until = (
      watchFor: (look: () => void) => () => void,
      holds: () => boolean,
      what: string,
    ): Promise<void> =>
      new Promise((resolve, reject) => {
        const stop = watchFor(() => {
          if (!holds()) return;
          stop();
          resolve();
        });
        void ended.then(({ code }) => {
          stop();
          if (holds()) resolve();
          else reject(new Error(`ended with ${code} before ${what}:\n${stderr}`));
        });
        if (holds()) resolve();
      });
    return {
      child,
      ended,
      said: (text) =>
        until(
          (look) => {
            child.stderr.on('data', look);
            return () => child.stderr.off('data', look);
          },
          () => stderr.includes(text),
          `it said ${text}`,
        ),
      stored: (condition) =>
        until(
          (look) => {
            mkdirSync(runDirectory, { recursive: true });
            const watcher = watch(runDirectory, look);
            return () => watcher.close();
          },
          () => condition(recordsIn(runDirectory)),
          'it stored what was waited for',
        ),
    };
  };

  return {
    directory,
    stateRoot,
    cache,
    isodense: (...args) => start(args).ended,
    run: (scenario, ...options) => {
      writeFileSync(join(directory, 'scenario.yaml'), scenario);
      return start(['run', 'scenario.yaml', '--out', 'run', '--seed', '1', ...options]);
    },
    manifest: () => JSON.parse(readFileSync(join(runDirectory, 'run.json'), 'utf8')) as RunManifest,
    records: () => recordsIn(runDirectory),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The last line may be half written. */
function recordsIn(runDirectory: string): RunRecord[] {
  const file = join(runDirectory, 'samples.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as RunRecord);
}

/** An instance of the variant, launched by the experiment, is running as far as the records tell. */
export function runs(experiment: string, variant: string): (records: readonly RunRecord[]) => boolean {
  return (records) => {
    const rounds = new Set(
      records.flatMap((record) =>
        record.kind === 'round-start' &&
        record.cell.experiment === experiment &&
        record.cell.variant === variant
          ? [record.round]
          : [],
      ),
    );
    return records.some(
      (record) => record.kind === 'launch' && record.outcome === 'ready' && rounds.has(record.round),
    );
  };
}
