import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isodense, REPOSITORY } from './command-line.ts';

const COMMANDS = [
  'run',
  'report',
  'compare',
  'gate',
  'ab',
  'baseline',
  'validate',
  'schema',
  'doctor',
  'sweep',
];

describe('the help', () => {
  it('lists every command', async () => {
    const { code, stdout } = await isodense('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toContain('Examples:');
  });

  it.each(COMMANDS)('of %s has examples that name the command', async (command) => {
    const { code, stdout, stderr } = await isodense(command, '--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(new RegExp(`Examples:\\n  isodense ${command}\\b`));
  });

  it('answers to a bare isodense too, as to a question that was not understood', async () => {
    const { code, stderr } = await isodense();
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: isodense');
  });

  it('gives the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as { version: string };
    expect(await isodense('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    { args: ['runn', 'x.yaml'], says: /unknown command 'runn'[\s\S]*Did you mean run\?/ },
    { args: ['run', 'x.yaml', '--onli', 'a'], says: /unknown option '--onli'[\s\S]*Did you mean --only\?/ },
    { args: ['run'], says: /missing required argument 'scenario'/ },
    {
      args: ['run', 'x.yaml', '--rounds', 'many'],
      says: /--rounds[\s\S]*expected a whole number from 1 to 1000/,
    },
    { args: ['run', 'x.yaml', '--rounds', '0'], says: /expected a whole number from 1/ },
    { args: ['run', 'x.yaml', '--seed', '4294967296'], says: /expected a whole number from 0 to 4294967295/ },
    { args: ['run', 'x.yaml', '--only', ','], says: /expected at least one name/ },
  ])('ends with 2 and says what is wrong: isodense $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await isodense(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr).toContain('--help shows the options');
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
