import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../src/drivers/docker/driver.ts';
import type { Driver, DriverContext } from '../../src/drivers/driver.ts';
import { processTechnology } from '../../src/drivers/process/driver.ts';
import { qemuTechnology } from '../../src/drivers/qemu/driver.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import { createTestContext, type TestContext } from '../support/driver-context.ts';
import { needs, type Requirement } from '../support/requirements.ts';
import { INHERENT } from '../support/same-image/inherent.ts';
import { inspectingImage } from '../support/same-image/image.ts';

type Findings = ReadonlyMap<string, string>;

interface Subject {
  readonly create: (context: DriverContext) => Driver;
  readonly options: Readonly<Record<string, unknown>>;
  readonly needs: readonly Requirement[];
}

const engine = (runtime: 'runc' | 'crun' | 'runsc'): Subject => ({
  create: (context) => dockerTechnology.open(context),
  options: { runtime, network: 'none' },
  needs: ['root', 'busybox', 'dockerd', runtime],
});
const machine = (start: 'cold' | 'template'): Subject => ({
  create: (context) => qemuTechnology.open(context),
  options: { memory: '96MiB', accel: 'tcg', start },
  needs: ['root', 'busybox', 'qemu', 'mke2fs', 'guest-kernel'],
});

/** What the others are compared with: what most people who build an image have seen it run on. */
const REFERENCE = engine('runc');

const SUBJECTS: Readonly<Record<string, Subject>> = {
  process: { create: (context) => processTechnology.open(context), options: {}, needs: ['root', 'busybox'] },
  crun: engine('crun'),
  runsc: engine('runsc'),
  vm: machine('cold'),
  'vm-template': machine('template'),
};

const { signal } = new AbortController();
let context: TestContext;
let image: PreparedImage;
let reference: Promise<Findings> | undefined;

beforeAll(async () => {
  context = createTestContext();
  image = await inspectingImage(context.stateDirectory, signal);
});
afterAll(() => context[Symbol.asyncDispose]());

/** What the image's program finds, and what commands beside it do. */
async function findingsOf(name: string, { create, options }: Subject): Promise<Findings> {
  await using driver = create(context);
  await using session = await driver.open({
    name,
    options: driver.technology.options.parse(options),
    image,
    signal,
  });
  await session.provideImage(signal);
  await using instance = await session.launch(
    {
      index: 0,
      intended: context.clock.now(),
      workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 180_000, env: { 'of.workload': 'é' } },
    },
    signal,
  );
  const found = new Map<string, string>();
  instance.onLine(({ text }) => {
    const [, property, value = ''] = /^is (\S+) ?(.*)$/.exec(text) ?? [];
    if (property !== undefined) found.set(property, value);
    else if (text !== 'READY') found.set('complaints', `${found.get('complaints') ?? ''}${text}|`);
  })();
  for (const [property, command] of Object.entries(COMMANDS)) {
    const { code, output } = await instance.exec!(command, signal);
    found.set(`command-${property}`, property === 'missing' ? String(code) : `${code} ${output.trim()}`);
  }
  return found;
}

const COMMANDS = {
  user: ['id'],
  directory: ['pwd', '-P'],
  code: ['sh', '-c', 'exit 7'],
  killed: ['sh', '-c', 'kill -9 $$'],
  missing: ['nonexistent'],
  environment: [
    'sh',
    '-c',
    "tr '\\n\\0' '~\\n' <\"/proc/$$/environ\" | grep -v '^HOSTNAME=' | sort | tr '\\n' '|'",
  ],
} as const;

describe.each(Object.entries(SUBJECTS))('one image under %s', (name, subject) => {
  it('finds what it finds in a container, but for what the technology cannot do', async (test) => {
    needs(test, ...REFERENCE.needs, ...subject.needs);
    const [expected, found] = [
      await (reference ??= findingsOf('runc', REFERENCE)),
      await findingsOf(name, subject),
    ];
    expect(expected.size).toBeGreaterThan(60);
    const different = [...new Set([...expected.keys(), ...found.keys()])].filter(
      (property) => expected.get(property) !== found.get(property),
    );
    const { always, sometimes } = INHERENT[name]!;
    // A difference that is not in the table must be fixed, or named there; one that is gone must be taken out
    // of it.
    const unnamed = different.filter((property) => !Object.hasOwn({ ...always, ...sometimes }, property));
    expect(
      unnamed.map(
        (property) => `${property}: runc ${expected.get(property)}; ${name} ${found.get(property)}`,
      ),
    ).toEqual([]);
    expect(Object.keys(always).filter((property) => !different.includes(property))).toEqual([]);
    expect(
      [...Object.keys(always), ...Object.keys(sometimes)].filter((property) => !expected.has(property)),
    ).toEqual([]);
  }, 400_000);
});
