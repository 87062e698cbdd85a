import type { Instance, OutputLine } from '../../../src/drivers/driver.ts';

/**
 * An instance of the builtin image that answers `probe` orders as it is told to, and the orders that it was
 * given.
 */
export function speaker(
  answer: (verb: string, words: readonly string[]) => readonly string[] | 'end' | 'silence',
) {
  const listeners = new Set<(line: OutputLine) => void>();
  const said: string[] = [];
  const orders: string[] = [];
  let end: (how: Awaited<Instance['exited']>) => void;
  const exited: Instance['exited'] = new Promise((resolve) => (end = resolve));
  const say = (text: string): void => {
    said.push(text);
    for (const listener of listeners) listener({ text, atMs: 0 });
  };
  return {
    orders,
    listeners,
    exited,
    onLine: (listener: (line: OutputLine) => void) => {
      for (const text of said) listener({ text, atMs: 0 });
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (line: string) => {
      orders.push(line);
      const [order, verb = '', ...words] = line.split(' ');
      if (order !== 'probe') return;
      const answered = answer(verb, words);
      if (answered === 'end') end({ code: null, signal: null, reason: 'out of memory' });
      else if (answered !== 'silence') for (const text of [...answered, `probed ${verb}`]) say(text);
    },
  };
}
