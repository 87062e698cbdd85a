import type { Instance } from '../../drivers/driver.ts';

/** Enough to say what it sees. */
const LINES = 8;

/** What an instance has said so far, without empty lines. */
export function outputOf(instance: Pick<Instance, 'onLine'>): string[] {
  const said: string[] = [];
  const stop = instance.onLine(({ text }) => {
    if (said.length < LINES && text.trim() !== '') said.push(text.trim());
  });
  stop();
  return said;
}
