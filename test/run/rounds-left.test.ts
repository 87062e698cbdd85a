import { describe, expect, it } from 'vitest';
import { LaunchError } from '../../src/drivers/driver.ts';
import { execution, PaperSession } from './fixture.ts';

/** An engine that is gone after some launches: nothing can be launched or removed any more. */
class MortalSession extends PaperSession {
  asked = 0;
  readonly #lives: () => boolean;

  constructor(lives: () => boolean) {
    super();
    this.#lives = lives;
    this.onLaunch = (spec) =>
      lives()
        ? Promise.resolve(undefined)
        : Promise.reject(
            new LaunchError('failed', 'connection refused', {
              intended: spec.intended,
              requested: spec.intended,
            }),
          );
  }

  lost = (): Promise<string | undefined> => {
    this.asked += 1;
    return Promise.resolve(this.#lives() ? undefined : 'the engine no longer answers');
  };
}

const launchOne = async (
  context: Parameters<Parameters<typeof execution>[0]['execute']>[0],
): Promise<void> => {
  await context.launch({ index: 0, intended: 0 }, 'later');
};

describe('when what stands behind variants is gone', () => {
  it('their rounds are left for a resumption with one reason, and other variants go on', async () => {
    let lives = true;
    const mortal = { one: new MortalSession(() => lives), two: new MortalSession(() => lives) };
    const immortal = new PaperSession();
    let begun = 0;
    const { ends, events, records } = await execution({
      session: immortal,
      variants: ['one', 'two', 'other'],
      rounds: 5,
      open: (name) => Promise.resolve(name === 'one' || name === 'two' ? mortal[name] : immortal),
      execute: async (context) => {
        begun += 1;
        if (begun === 4) lives = false; // in the second round of `one`
        await launchOne(context);
      },
    });
    expect(ends.map(({ status }) => status)).toEqual([
      'complete',
      'complete',
      'complete',
      'interrupted',
      'complete',
      'complete',
      'complete',
      'complete',
    ]);
    expect(ends.find(({ status }) => status === 'interrupted')?.reason).toBe('the engine no longer answers');
    expect(events.filter(({ kind }) => kind === 'rounds-left')).toEqual([
      { kind: 'rounds-left', variant: 'one', rounds: 4, reason: 'the engine no longer answers' },
      { kind: 'rounds-left', variant: 'two', rounds: 4, reason: 'the engine no longer answers' },
    ]);
    expect(mortal.two.launches).toBe(1); // none was tried in vain
    expect(records.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });

  it('nobody is asked as long as rounds succeed, and a failure of the variant itself stays one', async () => {
    const session = new MortalSession(() => true);
    await execution({ session, rounds: 2, execute: launchOne });
    expect(session.asked).toBe(0);
    const { ends } = await execution({
      session,
      execute: () => Promise.reject(new Error('the ruler broke')),
    });
    expect(ends).toMatchObject([{ status: 'failed', reason: 'the ruler broke' }]);
    expect(session.asked).toBe(1);
  });

  it('a round that ends because of it is not one more failure of its variant', async () => {
    let lives = true;
    let begun = 0;
    const { ends, events, records } = await execution({
      session: new MortalSession(() => lives),
      rounds: 5,
      execute: async (context) => {
        begun += 1;
        if (begun < 3) throw new Error('the ruler broke');
        lives = false;
        await launchOne(context);
      },
    });
    expect(ends.map(({ status }) => status)).toEqual(['failed', 'failed', 'interrupted']);
    expect(records.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'rounds-left')).toMatchObject([{ variant: 'a', rounds: 3 }]);
  });

  it('rounds of a variant that was given up before are left too', async () => {
    const mortal = { bad: new MortalSession(() => lives), good: new MortalSession(() => lives) };
    let lives = true;
    const { events } = await execution({
      session: mortal.good,
      variants: ['bad', 'good'],
      rounds: 5,
      open: (name) => Promise.resolve(mortal[name as keyof typeof mortal]),
      execute: async (context) => {
        if (context.session === mortal.bad) throw new Error('never works');
        if (context.round === 7) lives = false;
        await launchOne(context);
      },
    });
    expect(events.filter(({ kind }) => kind === 'rounds-left')).toMatchObject([
      { variant: 'good', rounds: 2 },
      { variant: 'bad', rounds: 1 },
    ]);
  });

  it('an interruption ends the question whether another variant still runs', async () => {
    const controller = new AbortController();
    const gone = new MortalSession(() => false);
    const deaf = Object.assign(new PaperSession(), {
      lost: () => {
        controller.abort(new Error('interrupted'));
        return new Promise<undefined>(() => {});
      },
    });
    const { ends, events } = await execution({
      session: gone,
      variants: ['gone', 'deaf'],
      signal: controller.signal,
      open: (name) => Promise.resolve(name === 'gone' ? gone : deaf),
      execute: launchOne,
    });
    expect(ends).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'round-started')).toHaveLength(1);
  });
});
