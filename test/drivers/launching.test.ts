import { describe, expect, it } from 'vitest';
import { LaunchError, type Instance, type LaunchSpec } from '../../src/drivers/driver.ts';
import { Launching, type LaunchSteps } from '../../src/drivers/launching.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const never = new AbortController().signal;
const forever = (): Promise<never> => new Promise(() => {});

interface Toy extends Instance {
  removals: number;
}

/** The launches of a technology of which each test changes what it is about. */
function setUp() {
  const clock = new VirtualClock();
  const logged: string[] = [];
  const launching = new Launching<Toy>({ clock, log: (text) => void logged.push(text) });
  const made: Toy[] = [];
  const toy = (index: number): Toy => {
    const instance = {
      index,
      removals: 0,
      [Symbol.asyncDispose]: async () => {
        instance.removals += 1;
        launching.removed(instance);
      },
    } as Toy;
    made.push(instance);
    return instance;
  };
  const steps: LaunchSteps<Toy, string> = {
    findImage: () => 'image',
    provideImage: async () => 'image',
    create: async ({ clock: of, marks, spec: { index } }) => {
      await of.sleep(10);
      marks.created = of.now();
      return toy(index);
    },
    start: async ({ clock: of, marks, output }) => {
      await of.sleep(10);
      marks.started = of.now();
      output.push(Buffer.from('hello\n'));
      marks.ready = of.now();
    },
  };
  const launch = (changes: Partial<LaunchSteps<Toy, string>> = {}, signal = never, timeoutMs = 1_000) =>
    launching.launch(spec(timeoutMs), signal, { ...steps, ...changes });
  return { clock, launching, logged, made, steps, launch, toy };
}

const spec = (timeoutMs: number): LaunchSpec => ({
  index: 0,
  intended: 0,
  workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs, env: {} },
});

const failureOf = (launch: Promise<unknown>): Promise<LaunchError> =>
  launch.then(
    () => expect.fail('the launch succeeded'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(LaunchError);
      return error as LaunchError;
    },
  );

describe('a launch', () => {
  it('gives its instance, which is live until it is removed', async () => {
    const { launching, launch } = setUp();
    const instance = await launch();
    expect([...launching.live]).toEqual([instance]);
    await instance[Symbol.asyncDispose]();
    expect(launching.live.size).toBe(0);
  });

  it('marks when the image was put in place only if it was absent', async () => {
    const { clock, launch, steps } = setUp();
    const marks: object[] = [];
    const start: typeof steps.start = async (of, ...rest) => {
      await steps.start(of, ...rest);
      marks.push({ ...of.marks });
    };
    await launch({ start });
    await launch({ start, findImage: () => undefined, provideImage: () => clock.sleep(50).then(() => '') });
    expect(marks).toEqual([
      { intended: 0, requested: 0, created: 10, started: 20, ready: 20 },
      { intended: 0, requested: 20, imageReady: 70, created: 80, started: 90, ready: 90 },
    ]);
  });

  it('has its first output among the marks, unless that came after it was ready', async () => {
    const { launch, steps } = setUp();
    const marks: { firstOutput?: number }[] = [];
    await launch({
      start: (of, ...rest) => {
        marks.push(of.marks);
        return steps.start(of, ...rest);
      },
    });
    await launch({
      start: async ({ clock, marks: own, output }) => {
        marks.push(own);
        own.ready = clock.now();
        await clock.sleep(5);
        output.push(Buffer.from('late\n'));
      },
    });
    expect(marks.map(({ firstOutput }) => firstOutput)).toEqual([20, undefined]);
  });

  it.each(['findImage', 'create', 'start'] as const)(
    'runs out of time wherever it is, on its own clock, and leaves nothing: %s',
    async (step) => {
      const { clock, launching, made, launch } = setUp();
      const changes =
        step === 'findImage'
          ? { findImage: () => undefined, provideImage: forever }
          : ({ [step]: forever } as Partial<LaunchSteps<Toy, string>>);
      const failure = await failureOf(launch(changes));
      expect(clock.now()).toBe(1_000);
      expect(failure.outcome).toBe('timeout');
      expect(failure.message).toMatch(/^not ready after 1s/);
      expect(launching.live.size).toBe(0);
      expect(made.map(({ removals }) => removals)).toEqual(step === 'start' ? [1] : []);
    },
  );

  it('removes an instance that was made after its time was over', async () => {
    const { clock, launching, made, launch, toy } = setUp();
    await failureOf(launch({ create: () => clock.sleep(2_000).then(() => toy(0)) }));
    await clock.sleep(5_000);
    expect(made.map(({ removals }) => removals)).toEqual([1]);
    expect(launching.live.size).toBe(0);
  });

  it('ends a failure message with the last lines of a workload that wrote thousands', async () => {
    const { launch } = setUp();
    const failure = await failureOf(
      launch({
        start: async ({ output }) => {
          for (let entry = 1; entry <= 5_000; entry += 1) output.push(Buffer.from(`entry ${entry}\n`));
          output.push(Buffer.from('out of licences'));
          throw new Error('the workload ended');
        },
      }),
    );
    expect(failure.message).toBe(
      'the workload ended; its last output: entry 4997\nentry 4998\nentry 4999\nentry 5000\nout of licences',
    );
    expect(failure.marks).toMatchObject({ firstOutput: 10 });
  });

  it('fails for its own reason when its instance cannot be removed, which is logged and stays live', async () => {
    const { launching, logged, made, launch } = setUp();
    const failure = await failureOf(
      launch({
        start: () => {
          made[0]![Symbol.asyncDispose] = () => Promise.reject(new Error('it survived SIGKILL'));
          throw new Error('no such program');
        },
      }),
    );
    expect(failure.message).toBe('no such program');
    expect(logged).toEqual(['it survived SIGKILL']);
    expect([...launching.live]).toEqual(made);
  });

  it('lets a driver say what the error means and what was said last', async () => {
    const { launch } = setUp();
    const failure = await failureOf(
      launch({
        start: async ({ output }) => {
          output.push(Buffer.from('EACCES\n'));
          throw new Error('it ended');
        },
        translate: (_, lastWords) => new Error(`translated from ${lastWords}`),
        lastWords: () => '\nthe machine: bye',
      }),
    );
    expect(failure.message).toBe('translated from EACCES\nthe machine: bye');
  });

  it("rejects with the caller's reason once it is removed, when the caller gives up", async () => {
    const { clock, made, launch } = setUp();
    const caller = new AbortController();
    const launched = launch({ start: forever }, caller.signal);
    launched.catch(() => {});
    await clock.sleep(100);
    caller.abort(new Error('changed my mind'));
    await expect(launched).rejects.toThrow('changed my mind');
    expect(made.map(({ removals }) => removals)).toEqual([1]);
  });

  it('leaves the removal to a driver whose technology can hold something without an instance', async () => {
    const { launch } = setUp();
    const cleaned: unknown[] = [];
    await failureOf(
      launch({
        create: () => {
          throw new Error('half of it was made');
        },
        cleanUp: async (instance) => void cleaned.push(instance),
      }),
    );
    expect(cleaned).toEqual([undefined]);
  });
});

describe('closing', () => {
  it('ends launches under way, removes what is live, and lets nothing begin any more', async () => {
    const { clock, launching, made, launch } = setUp();
    await launch();
    const underway = launch({ start: forever });
    underway.catch(() => {});
    await clock.sleep(100);
    expect(await launching.close()).toEqual([]);
    await expect(underway).rejects.toThrow('the session was closed');
    await expect(launch()).rejects.toThrow('the session was closed');
    expect(made.map(({ removals }) => removals)).toEqual([1, 1]);
  });

  it('says what could not be removed and keeps it', async () => {
    const { launching, launch } = setUp();
    const [stuck] = [await launch(), await launch()];
    const refusal = new Error('it survived SIGKILL');
    stuck[Symbol.asyncDispose] = () => Promise.reject(refusal);
    expect(await launching.close()).toEqual([refusal]);
    expect([...launching.live]).toEqual([stuck]);
  });
});
