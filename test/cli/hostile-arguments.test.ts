import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './command-line.ts';

const APP =
  'name: app\nimage: { builtin: hello }\nvariants:\n  one: { driver: fake }\nexperiments:\n  startup: {}\n';

let place: Workplace;
beforeAll(() => {
  place = openWorkplace();
  const path = (name: string): string => join(place.directory, name);
  place.file('app.yaml', APP);
  place.file('large.yaml', `${APP}# ${'x'.repeat(11 * 2 ** 20)}\n`);
  place.file(
    'vast.yaml',
    APP.replace(
      'startup: {}',
      `startup: { densities: [${Array.from({ length: 200 }, (_, index) => index + 1).join(', ')}], rounds: 1000 }`,
    ),
  );
  mkdirSync(path('directory.yaml'));
  execFileSync('mkfifo', [path('pipe.yaml')]);
  symlinkSync('/dev/zero', path('zero.yaml'));
  writeFileSync(path('odd \n name.yaml'), APP);
});
afterAll(() => place[Symbol.dispose]());

const REFUSED: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['validate', 'pipe.yaml'], /pipe\.yaml cannot be read as a scenario: it is a pipe, not a file/],
  [['validate', 'zero.yaml'], /zero\.yaml cannot be read as a scenario: it is a device, not a file/],
  [['validate', 'directory.yaml'], /directory\.yaml cannot be read as a scenario: it is a directory/],
  [['validate', 'large.yaml'], /large\.yaml cannot be read as a scenario: it is larger than 10 MiB/],
  [
    ['validate', 'vast.yaml'],
    /expected a plan of at most 100000 rounds, got more: startup alone has at least 201 cells/,
  ],
  [['validate', ''], /expected a path/],
  [['validate', 'a\0b'], /expected a path/],
  [
    ['run', 'app.yaml', '--dry-run', '--out', ''],
    /'--out <directory>' argument '' is invalid. expected a path/,
  ],
  [['run', '--resume', ''], /'--resume <directory>' argument '' is invalid. expected a path/],
  [['report', ''], /expected a path/],
  [['run', 'app.yaml', '--dry-run', '--seed', '1e3'], /expected a whole number from 0 to 4294967295/],
  [['run', 'app.yaml', '--dry-run', '--seed', '0x10'], /expected a whole number from 0 to 4294967295/],
  [['run', 'app.yaml', '--dry-run', '--seed', '4294967296'], /expected a whole number from 0 to 4294967295/],
  [['run', 'app.yaml', '--dry-run', '--rounds', '1.5'], /expected a whole number from 1 to 1000/],
  [['run', 'app.yaml', '--dry-run', '--rounds', '9'.repeat(400)], /expected a whole number from 1 to 1000/],
  [
    ['run', 'app.yaml', '--dry-run', '--only', 'constructor'],
    /this scenario has no variant called "constructor"/,
  ],
  [
    ['run', 'app.yaml', '--dry-run', '--experiment', '__proto__'],
    /this scenario has no experiment called "__proto__"/,
  ],
  [
    ['compare', 'a', 'b', '--max-regression', `${'9'.repeat(400)}%`],
    /expected a percentage from 0% to 1000000%/,
  ],
];

describe('isodense refuses, with exit code 2 and without a stack trace,', () => {
  it.each(REFUSED)('%j', async (args, says) => {
    const ended = await place.isodense(...args);
    expect(ended.code, ended.stderr).toBe(2);
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/^ +at |defect/m);
  });
});

describe('a run', () => {
  it('of a variant called constructor is measured like any other', async () => {
    place.file(
      'constructor.yaml',
      APP.replace('one:', 'constructor:').replace(
        'startup: {}',
        'startup: { densities: [1], rounds: 2, absent: false }',
      ),
    );
    const ended = await place.isodense('run', 'constructor.yaml', '--out', 'measured', '--quiet');
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('constructor');
  });

  it('may be of a file with any name', async () => {
    const ended = await place.isodense('validate', 'odd \n name.yaml');
    expect(ended.code, ended.stderr).toBe(0);
  });
});
