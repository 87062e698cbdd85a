import { expect, it } from 'vitest';
import { CommandOutput } from '../../src/drivers/command-output.ts';

it('keeps all of an answer, and of one without end the beginning and how much is missing', () => {
  const output = new CommandOutput();
  output.add(Buffer.from('an answer'));
  expect(output.text).toBe('an answer');
  for (let chunk = 0; chunk < 64; chunk += 1) output.add(Buffer.alloc(65_536, 'y'));
  expect(output.text).toHaveLength(1024 * 1024 + '\n… [3145737 bytes cut]'.length);
  expect(output.text).toMatch(/^an answery+\n… \[3145737 bytes cut\]$/);
});
