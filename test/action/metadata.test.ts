import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../cli/command-line.ts';
import { expressionsIn, readYaml, type ActionMetadata, type Workflow } from '../support/github/metadata.ts';

const action = readYaml<ActionMetadata>(join(REPOSITORY, 'action.yml'));
const script = readFileSync(join(REPOSITORY, 'scripts/action.sh'), 'utf8');
const { steps } = action.runs;

describe('action.yml', () => {
  it('is a composite action with a name and a description, whose steps have ids of their own and a shell', () => {
    expect(action).toMatchObject({
      name: expect.any(String),
      description: expect.any(String),
      runs: { using: 'composite' },
    });
    for (const step of steps) expect(step).toMatchObject({ shell: 'bash', run: expect.any(String) });
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  it('describes every input, whose default is text, and uses it', () => {
    const used = new Set(steps.flatMap(({ env }) => Object.values(env).flatMap(expressionsIn)));
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(input.description, name).not.toBe('');
      expect(input.required === true || typeof input.default === 'string', name).toBe(true);
    }
    expect([...used].sort()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `inputs.${name}`)
        .sort(),
    );
  });

  it('gives inputs to its script in the environment, never in the text of a command', () => {
    for (const { env, run } of steps) {
      expect(run).not.toContain('${{');
      for (const [name, value] of Object.entries(env))
        expect(value).toBe(`\${{ inputs.${name.replace('INPUT_', '').replaceAll('_', '-').toLowerCase()} }}`);
    }
    const given = new Set(steps.flatMap(({ env }) => Object.keys(env)));
    // A choice is looked up by the upper case of its name.
    const asked = [...script.matchAll(/\bINPUT_[A-Z_]+\b/g)].map(([name]) => name);
    expect([...new Set(asked)].sort()).toEqual([...given].sort());
  });

  it('describes every output, and takes it from a step that there is', () => {
    const ids = steps.map(({ id }) => id);
    for (const [name, { description, value }] of Object.entries(action.outputs)) {
      expect(description, name).not.toBe('');
      const sources = [...value.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
      expect(sources, name).not.toEqual([]);
      for (const [, id, output] of sources) {
        expect(ids).toContain(id);
        expect(script).toContain(`output ${output} `);
      }
    }
  });
});

describe.each(['.github/workflows/ci.yml', '.github/workflows/gate.yml', 'docs/ci/github-actions.yml'])(
  '%s',
  (file) => {
    const workflow = readYaml<Workflow>(join(REPOSITORY, file));
    const jobs = Object.values(workflow.jobs);

    it('says when it runs, where, and that it only reads', () => {
      expect(workflow).toMatchObject({ name: expect.any(String), permissions: { contents: 'read' } });
      expect(workflow.on).toBeTruthy();
      for (const job of jobs) expect(job['runs-on']).toEqual(expect.any(String));
    });

    it('has steps that either use an action or run a command, and no command with an expression in its text', () => {
      for (const step of jobs.flatMap((job) => job.steps)) {
        expect((step.uses === undefined) !== (step.run === undefined)).toBe(true);
        expect(step.run ?? '').not.toContain('${{');
      }
    });

    it('gives this action inputs that it has, with those that it needs, and takes outputs that it has', () => {
      for (const job of jobs) {
        const own = job.steps.filter(({ uses = '' }) => uses === './' || /\/isodense@/.test(uses));
        const needed = Object.entries(action.inputs).flatMap(([name, { required }]) =>
          required === true ? [name] : [],
        );
        for (const step of own) {
          expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
          expect(Object.keys(step.with ?? {})).toEqual(expect.arrayContaining(needed));
        }
        const ids = own.map(({ id }) => id);
        const taken = [...JSON.stringify(job.steps).matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
        for (const [, id, output] of taken) {
          expect(ids).toContain(id);
          expect(Object.keys(action.outputs)).toContain(output);
        }
      }
    });
  },
);

it('the workflow that gates isodense uses its own action', () => {
  const { jobs } = readYaml<Workflow>(join(REPOSITORY, '.github/workflows/gate.yml'));
  expect(Object.values(jobs).flatMap(({ steps: all }) => all.map(({ uses }) => uses))).toContain('./');
});
