import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineOf } from '../../src/gate/baseline.ts';
import { writeBaseline } from '../../src/store/baseline-file.ts';
import { RunDirectory } from '../../src/store/run-directory.ts';
import { sampleRun } from '../support/sample-run.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
const path = (name: string) => join(place.directory, name);

/** A copy of the good run in which something is changed. */
function broken(name: string, change: (directory: string) => void): void {
  cpSync(path('good'), path(name), { recursive: true });
  change(path(name));
}

function edited(name: string, file: string, edit: (text: string) => string): void {
  broken(name, (directory) =>
    writeFileSync(join(directory, file), edit(readFileSync(join(directory, file), 'utf8'))),
  );
}

beforeAll(() => {
  place = openWorkplace();
  const run = sampleRun({ rounds: 2, variants: ['runc', 'crun'], experiments: ['startup'] });
  const directory = RunDirectory.create(path('good'));
  directory.writeManifest(run.manifest);
  directory.writePlan(run.plan);
  for (const record of run.records) directory.samples.write(record);
  directory[Symbol.dispose](); // before it is copied, lock and all
  writeBaseline(path('good.json'), baselineOf([run]));
  writeFileSync(path('gates.yaml'), '- { metric: startup.ready.p50, of: crun, maxRegression: 5% }\n');
  writeFileSync(
    path('app.yaml'),
    'name: app\nimage: { builtin: hello }\nvariants:\n  one: { driver: fake }\nexperiments:\n  startup: {}\n',
  );

  mkdirSync(path('empty'));
  edited('torn', 'run.json', (text) => text.slice(0, 300));
  edited('foreign', 'run.json', () => '{"schemaVersion":1,"name":"of another tool"}');
  edited('newer', 'run.json', (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'));
  edited('planless', 'plan.json', () => '{}');
  edited('holed', 'samples.jsonl', (text) => text.replace(/\n.*\n/, '\n{"kind":\n'));
  broken('sampleless', (where) => rmSync(join(where, 'samples.jsonl')));

  const baseline = readFileSync(path('good.json'), 'utf8');
  writeFileSync(path('torn.json'), baseline.slice(0, 500));
  writeFileSync(path('newer.json'), baseline.replace('"schemaVersion": 1', '"schemaVersion": 2'));
  writeFileSync(
    path('sessionless.json'),
    JSON.stringify({ ...(JSON.parse(baseline) as object), sessions: [] }),
  );
});
afterAll(() => place[Symbol.dispose]());

/**
 * Of the commands that read a run each meets some of the ways in which one can be missing or broken: all read
 * it by the same function.
 */
const WRONG: readonly (readonly [
  what: string,
  commandLine: string,
  code: number,
  says: RegExp,
  wayOut: string,
])[] = [
  [
    'a directory that is not there',
    'gate nowhere',
    2,
    /expected a run directory, but .*\/nowhere does not exist/,
    'give the directory that isodense run printed',
  ],
  [
    'a directory that is not a run',
    'gate empty',
    2,
    /expected a run directory, but there is no run\.json in .*\/empty/,
    'give the directory that isodense run printed',
  ],
  [
    'a file instead of a directory',
    'report good.json',
    2,
    /expected a run directory, but .*\/good\.json is a file/,
    'give the directory that isodense run printed',
  ],
  [
    'a torn run.json',
    'gate torn',
    2,
    /torn\/run\.json is not JSON \(.* position 300/,
    'restore it, or run again',
  ],
  [
    'a run.json of something else',
    'report foreign',
    2,
    /foreign\/run\.json is not a valid file of isodense run: tool: expected object, received undefined/,
    'restore it, or run again',
  ],
  [
    'a run of another schema version',
    'baseline save newer new.json',
    2,
    /newer\/run\.json has schema version 2; this isodense reads version 1/,
    'use the version of isodense that wrote it',
  ],
  [
    'a plan.json of something else',
    'run --resume planless',
    2,
    /planless\/plan\.json is not a valid file of isodense run: rounds: expected array/,
    'restore it, or run again',
  ],
  [
    'a line that is torn amid the samples',
    'report holed',
    2,
    /holed\/samples\.jsonl:2 is not JSON/,
    'a crash can truncate the last line only',
  ],
  [
    'a complete run without its samples',
    'gate sampleless --gates gates.yaml',
    2,
    /expected .*\/sampleless\/samples\.jsonl, because the run is complete according to .*run\.json/,
    'restore it, or run again',
  ],

  [
    'a baseline that is not there',
    'gate good --gates gates.yaml --baseline nowhere.json',
    21,
    /expected a baseline, but there is no file .*\/nowhere\.json/,
    'isodense baseline save DIR',
  ],
  [
    'a baseline to show that is not there',
    'baseline show nowhere.json',
    21,
    /expected a baseline, but there is no file .*\/nowhere\.json/,
    'isodense baseline save DIR',
  ],
  [
    'a run instead of a baseline',
    'gate good --gates gates.yaml --baseline good',
    2,
    /expected a baseline file, but .*\/good is a directory/,
    'isodense baseline save DIR FILE',
  ],
  [
    'a torn baseline',
    'gate good --gates gates.yaml --baseline torn.json',
    2,
    /torn\.json is not JSON \(.* position 500/,
    'that isodense baseline save wrote',
  ],
  [
    'a file that is no baseline',
    'baseline show good/run.json',
    2,
    /good\/run\.json is not a baseline: scenario: expected string, received object/,
    'that isodense baseline save wrote',
  ],
  [
    'a baseline of another schema version',
    'gate good --gates gates.yaml --baseline newer.json',
    2,
    /newer\.json has schema version 2; this isodense reads version 1/,
    'save it again from its runs',
  ],
  [
    'a baseline of no session',
    'baseline show sessionless.json',
    2,
    /sessionless\.json is not a baseline: sessions: /,
    'that isodense baseline save wrote',
  ],
  [
    'a baseline that would overwrite a file',
    'baseline save good good.json',
    2,
    /good\.json exists already/,
    '--force',
  ],
  [
    'a baseline in the place of a directory',
    'baseline save good empty --force',
    2,
    /empty cannot be written \(EISDIR: /,
    'a path that this user may write to',
  ],
  [
    'a baseline of a run that is named twice',
    'baseline save good good new.json',
    2,
    /expected each run once, got .* twice/,
    'name it once',
  ],

  [
    'gates that are not there',
    'gate good --gates nowhere.yaml',
    2,
    /there is no gate file nowhere\.yaml/,
    'write one with a list of gates',
  ],
  [
    'a directory instead of gates',
    'gate good --gates empty',
    2,
    /empty cannot be read as a gate file/,
    'give a YAML file',
  ],
  ['a run without gates', 'gate good', 2, /there is no gate to judge .*\/good:/, 'give --gates FILE'],

  [
    'a scenario that is not there',
    'ab nowhere.yaml',
    2,
    /there is no scenario file nowhere\.yaml/,
    'the shipped ones are in scenarios/',
  ],
  [
    'a directory instead of a scenario',
    'ab empty',
    2,
    /empty cannot be read as a scenario/,
    'give a YAML file',
  ],
  ['a difference that is none', 'ab app.yaml --b ready', 2, /expected KEY=VALUE, got "ready"/, 'cpus=0.5'],
  [
    'a run directory that is taken',
    'ab app.yaml --b ready=1ms --out good',
    2,
    /good already holds a run/,
    'choose another directory with --out',
  ],
  [
    'a run directory that cannot be made',
    'ab app.yaml --b ready=1ms --out good.json/run',
    2,
    /cannot create the run directory: .*good\.json cannot be written \(EEXIST/,
    'choose another directory with --out',
  ],
];

describe('isodense names what was wrong, and how to fix it, for', () => {
  it.each(WRONG)('%s: isodense %s ends with %i', async (_, commandLine, code, says, wayOut) => {
    const ended = await place.isodense(...commandLine.split(' '));
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).toMatch(/^ {2}→ /m);
    expect(ended.stderr.slice(ended.stderr.indexOf('→'))).toContain(wayOut);
    expect(ended.stderr).not.toMatch(/^ +at /m);
    expect(ended.stderr).not.toContain('defect');
  });
});
