import type { Instance } from '../../drivers/driver.ts';
import { messageOf } from '../../model/errors.ts';
import type { RoundContext } from '../experiment.ts';
import { HttpConnections } from '../http-connections.ts';
import { lineOf } from './lines.ts';
import { NotTestable } from './not-testable.ts';
import type { MeasuredVictim } from './victim.ts';

/** Unusual enough to be free on the host, whose port it is where a variant has no network of its own. */
const PORT = 18_880;
/** Requests under way at once when asking how much it can do. */
const CLOSED_LOOP = 4;
/** Between two looks whether the server listens already, and how long to look. Milliseconds. */
const LOOK_INTERVAL = 50;
const PATIENCE = 10_000;

/** An nginx in the victim, over whatever network the variant has. */
export async function openHttpVictim(context: RoundContext, instance: Instance): Promise<MeasuredVictim> {
  const { clock, signal } = context;
  const dial = instance.dial?.bind(instance);
  if (dial === undefined) {
    throw new NotTestable(
      'its HTTP server cannot be reached: the variant has no network that the harness reaches; give it one, or ask for victim: heartbeat',
    );
  }
  const serving = lineOf(instance, `serving ${PORT}`, context, PATIENCE);
  instance.send(`serve ${PORT}`);
  await serving;
  const connections = new HttpConnections(() => dial(PORT, signal));
  await untilAnswered(connections, context);
  return {
    ask: (answered) => {
      // One that fails stays unanswered: it counts as long as it was waited for.
      connections.get().then(
        () => answered(clock.now()),
        () => {},
      );
    },
    capacity: async (_, windowMs) => {
      const from = clock.now();
      let completed = 0;
      const client = async (): Promise<void> => {
        while (clock.now() - from < windowMs) {
          signal.throwIfAborted();
          await connections.get();
          completed += 1;
        }
      };
      await Promise.all(Array.from({ length: CLOSED_LOOP }, client));
      return (completed / (clock.now() - from)) * 1_000;
    },
    [Symbol.dispose]: () => connections.close(),
  };
}

async function untilAnswered(connections: HttpConnections, { clock, signal }: RoundContext): Promise<void> {
  const deadline = clock.now() + PATIENCE;
  for (;;) {
    try {
      return await connections.get();
    } catch (error) {
      signal.throwIfAborted();
      if (clock.now() > deadline)
        throw new NotTestable(`its HTTP server did not answer: ${messageOf(error)}`);
      await clock.sleep(LOOK_INTERVAL, signal);
    }
  }
}
