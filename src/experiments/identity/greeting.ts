import type { Instance } from '../../drivers/driver.ts';
import { own } from '../../model/own.ts';
import type { Identity } from '../../model/records.ts';

const FIELDS: Readonly<Record<string, keyof Identity>> = {
  hostname: 'hostname',
  system: 'system',
  kernel: 'kernel',
  architecture: 'architecture',
  boot: 'bootId',
  address: 'address',
};

/** The line that ends the builtin image's greeting. */
const LAST = 'address';

/** Collects what an instance of the builtin image says of itself; resolves with its last line. */
export function readGreeting(
  instance: Pick<Instance, 'onLine' | 'exited'>,
  signal: AbortSignal,
): Promise<Identity> {
  return new Promise((resolve, reject) => {
    const identity: Record<keyof Identity, string> = {
      hostname: '',
      system: '',
      kernel: '',
      architecture: '',
      address: '',
      bootId: '',
    };
    const settled = new AbortController();
    let stop = (): void => {};
    stop = instance.onLine(({ text }) => {
      const [, name = '', value = ''] = /^(\w+): ?(.*)$/.exec(text) ?? [];
      const field = own(FIELDS, name);
      if (field !== undefined) identity[field] = value;
      if (name !== LAST) return;
      queueMicrotask(() => stop()); // the listener can be called before onLine has returned
      settled.abort();
      resolve(identity);
    });
    const fail = (why: string): void => {
      stop();
      settled.abort();
      reject(new Error(`the instance did not say who it is: ${why}`));
    };
    void instance.exited.then(({ reason }) => fail(reason));
    if (signal.aborted) return fail('interrupted'); // an aborted signal calls nobody
    // The signal is the whole run's: what listens to it must leave, or it gathers a listener for each
    // instance.
    signal.addEventListener('abort', () => fail('interrupted'), { once: true, signal: settled.signal });
  });
}
