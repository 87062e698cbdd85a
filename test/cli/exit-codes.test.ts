import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { Baseline } from '../../src/model/baseline.ts';
import { openCrashSite, type CrashSite, type Ended } from '../crash/child.ts';
import { needs, type Requirement } from '../support/requirements.ts';
import { REPOSITORY } from './command-line.ts';
import { forgetHostControl, PRETENDED } from './pretended-run.ts';

const ELSEWHERE = 'CPU of another kind';
const QUIET_SERVER = { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' };
const PROGRAM = join(REPOSITORY, 'bin/isodense.js');

let site: CrashSite;
const path = (name: string) => join(site.directory, name);
const file = (name: string, text: string): string => {
  writeFileSync(path(name), text);
  return name;
};
const isodense = (...args: readonly string[]) => site.isodense(...args);
const gate = (rules: string, ...options: readonly string[]) =>
  isodense('gate', 'run', '--gates', file('gates.yaml', rules), ...options);

const HOLDS = '- { metric: startup.ready.p50, of: slow, over: quick, max: 40x }\n';
const BROKEN = '- { metric: startup.ready.p50, of: slow, over: quick, max: 2x }\n';
const UNDECIDED = '- { metric: startup.ready.p50, of: shaky, over: quick, max: 8x }\n';
const AGAINST_BASELINE = '- { metric: startup.ready.p50, of: quick, maxRegression: 5% }\n';
/** An engine of the user's that is not there: no test may find one by chance. */
const UNAVAILABLE = PRETENDED.replace(
  'experiments:',
  '  gone: { driver: docker, engine: unix:///nonexistent.sock }\nexperiments:',
);

/** When, what ends with it, and what it says. */
type Case = readonly [
  when: string,
  act: () => Ended | Promise<Ended>,
  says: string,
  ...needed: readonly Requirement[],
];

/** Every code, on the real binary (npm test builds it). A code without a case does not compile. */
const CASES: Readonly<Record<keyof typeof EXIT, readonly Case[]>> = {
  pass: [
    [
      'a run that has measured, whatever its gates say',
      () =>
        isodense(
          'run',
          file('gated.yaml', `${PRETENDED}gates:\n  ${BROKEN}`),
          '--out',
          'measured',
          '--only',
          'quick,slow',
          '--rounds',
          '2',
          '--quiet',
        ),
      'Not judged yet. Judge it with: isodense gate',
    ],
    ['a run of which every gate holds', () => gate(HOLDS), '✓ PASS'],
    [
      'a broken gate that only warns',
      () => gate(BROKEN.replace(' }', ', level: warn }')),
      'REGRESSED (warns only)',
    ],
    ['a gate that cannot be decided', () => gate(UNDECIDED), '? INCONCLUSIVE'],
  ],
  internal: [
    ['a sweep whose engine does not answer', sweepOfDeadEngine, 'could not sweep docker'],
    ['a clone that is not built', unbuiltClone, 'isodense is not built'],
  ],
  usage: [
    ['an option that there is not', () => isodense('gate', 'run', '--strickt'), "unknown option '--strickt'"],
    [
      'a scenario that does not validate',
      () => isodense('validate', file('bad.yaml', PRETENDED.replace('quick\n', 'quikc\n'))),
      'no variant is called "quikc"; did you mean "quick"?',
    ],
    ['a directory without a run', () => isodense('gate', '.'), 'there is no run.json in'],
    [
      'a file that cannot be written, after the verdict',
      () => gate(HOLDS, '--junit', 'gates.yaml/junit.xml'),
      'gates.yaml/junit.xml cannot be written (EEXIST',
    ],
  ],
  gateFailed: [
    ['a gate that is broken', () => gate(BROKEN), '✗ REGRESSED'],
    [
      'a gate without data',
      () => gate('- { metric: startup.ready.p50, of: slow, density: 7, max: 9s }\n'),
      '∅ NO-DATA',
    ],
  ],
  inconclusive: [
    ['a gate that cannot be decided, under --strict', () => gate(UNDECIDED, '--strict'), '? INCONCLUSIVE'],
  ],
  noBaseline: [
    [
      'gates against a baseline, and none is given',
      () => gate(AGAINST_BASELINE),
      'every gate compares with a baseline, and there is none',
    ],
    [
      'a baseline that is not there',
      () => gate(AGAINST_BASELINE, '--baseline', 'nowhere.json'),
      'expected a baseline, but there is no file',
    ],
    [
      'a baseline of another testbed',
      async () => gate(AGAINST_BASELINE, '--baseline', await baselineOn(ELSEWHERE)),
      ELSEWHERE,
    ],
  ],
  unavailable: [
    [
      'a run of which this host can run no variant',
      () => isodense('run', file('gone.yaml', UNAVAILABLE), '--out', 'gone', '--only', 'gone'),
      'this host cannot run any variant',
    ],
    [
      'a run of which it can run some, under --require-all',
      () => isodense('run', file('gone.yaml', UNAVAILABLE), '--out', 'gone-too', '--require-all'),
      'this host cannot run every variant',
    ],
    [
      'a disk that is full under a run',
      runOnFullDisk,
      'cannot be written (ENOSPC: no space left on device)',
      'root',
    ],
    [
      'a disk that is full under standard output',
      reportOntoFullDisk,
      'standard output cannot be written (ENOSPC',
    ],
  ],
  interrupted: [
    [
      'a run that is asked to stop by SIGINT',
      () => runUntil('SIGINT'),
      'Interrupted. The rounds measured so far are kept.',
    ],
  ],
  terminated: [
    [
      'a run that is asked to stop by SIGTERM',
      () => runUntil('SIGTERM'),
      'Interrupted. The rounds measured so far are kept.',
    ],
  ],
};

beforeAll(async () => {
  site = openCrashSite(QUIET_SERVER);
  const { code, stderr } = await isodense(
    'run',
    file('pretence.yaml', PRETENDED),
    '--out',
    'run',
    '--seed',
    '1',
    '--quiet',
  );
  expect(code, stderr).toBe(0);
  forgetHostControl(path('run'));
});
afterAll(() => site[Symbol.dispose]());

describe.each(
  Object.entries(CASES).map(([name, cases]) => [EXIT[name as keyof typeof EXIT], name, cases] as const),
)('isodense ends with %i (%s) for', (code, _, cases) => {
  it.for(cases)('%s', async ([, act, says, ...needed], context) => {
    needs(context, 'busybox', ...needed);
    const { code: got, stdout, stderr } = await act();
    expect(got, stderr).toBe(code);
    expect(`${stdout}${stderr}`).toContain(says);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr).not.toContain('defect');
  });
});

it.each(['README.md', 'docs/gates.md'])('%s tells these codes and no other', (document) => {
  const told = {
    'README.md': /Exit codes:(.*?)\n\n/s,
    'docs/gates.md': /\| exit code \| meaning \|\n(.*?)\n\n/s,
  }[document]!.exec(readFileSync(join(REPOSITORY, document), 'utf8'))![1]!;
  const numbers = new Set(told.match(/\b\d+\b/g)!.map(Number));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Object.values(EXIT));
});

/** What a killed run left says that containers of its may be in an engine that does not answer now. */
function sweepOfDeadEngine(): Promise<Ended> {
  const left = join(site.stateRoot, 'isddead1');
  mkdirSync(left);
  // No process has the number 0.
  writeFileSync(join(left, 'lease.json'), JSON.stringify({ pid: 0, startTicks: 1, bootId: 'another boot' }));
  writeFileSync(join(left, 'engines'), 'tcp://127.0.0.1:1\n');
  return isodense('sweep').finally(() => rmSync(left, { recursive: true }));
}

function unbuiltClone(): Ended {
  mkdirSync(path('clone'));
  cpSync(PROGRAM, path('clone/isodense.mjs'));
  return start(process.execPath, ['clone/isodense.mjs', 'doctor']);
}

/** The run itself, accepted and then said to be of another CPU. */
async function baselineOn(cpuModel: string): Promise<string> {
  await isodense('baseline', 'save', 'run', 'baseline.json', '--force');
  const baseline = JSON.parse(readFileSync(path('baseline.json'), 'utf8')) as Baseline;
  return file('elsewhere.json', JSON.stringify({ ...baseline, testbed: { ...baseline.testbed, cpuModel } }));
}

/** On a file system that holds the beginning of a run and no more. */
async function runOnFullDisk(): Promise<Ended> {
  mkdirSync(path('small'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', path('small')]);
  try {
    return await isodense('run', 'pretence.yaml', '--out', 'small/run', '--only', 'quick', '--quiet');
  } finally {
    execFileSync('umount', [path('small')]);
  }
}

function reportOntoFullDisk(): Ended {
  const full = openSync('/dev/full', 'w');
  try {
    return start(process.execPath, [PROGRAM, 'report', 'run'], full);
  } finally {
    closeSync(full);
  }
}

function start(program: string, args: readonly string[], stdout: number | 'pipe' = 'pipe'): Ended {
  const ended = spawnSync(program, args, {
    cwd: site.directory,
    encoding: 'utf8',
    stdio: ['ignore', stdout, 'pipe'],
  });
  return { code: ended.status, stdout: ended.stdout ?? '', stderr: ended.stderr };
}

/** Signals a run that has begun to measure and would go on for minutes. */
async function runUntil(signal: 'SIGINT' | 'SIGTERM'): Promise<Ended> {
  using own = openCrashSite(QUIET_SERVER);
  const { child, ended, said } = own.run(PRETENDED, '--rounds', '1000');
  await said('[2/');
  child.kill(signal);
  return await ended;
}
