import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OutputLine } from '../../src/drivers/driver.ts';
import { OutputLines } from '../../src/drivers/output.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

function output() {
  const lines = new OutputLines(new VirtualClock());
  return { lines, say: (text: string | Buffer) => lines.push(Buffer.from(text)), kept: () => keptOf(lines) };
}

function keptOf(lines: OutputLines): string[] {
  const kept: string[] = [];
  lines.onLine(({ text }) => kept.push(text))();
  return kept;
}

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('what is kept of an output', () => {
  it.each([1, 7, 65_536])(
    'is its first 100 and last 400 lines, however it is cut (pieces of %i bytes)',
    (size) => {
      const { lines, say, kept } = output();
      const all = Buffer.from(numbered(2_000));
      for (let from = 0; from < all.length; from += size) say(all.subarray(from, from + size));
      expect(kept()).toEqual([
        ...numbered(100).split('\n').slice(0, -1),
        '… [1500 lines dropped]',
        ...numbered(2_000).split('\n').slice(1_600, -1),
      ]);
      expect(lines.tail(2)).toBe('line 1999\nline 2000');
    },
  );

  it('is all of it, without a note, up to 500 lines', () => {
    const { say, kept } = output();
    say(numbered(500));
    expect(kept()).toEqual(numbered(500).split('\n').slice(0, -1));
    say('one more\n');
    expect(kept()[100]).toBe('… [1 line dropped]');
  });

  it('ends a failure message with the last words, also those without a newline', () => {
    const { lines, say } = output();
    say(`${numbered(700)}FATAL: the real reason`);
    expect(lines.tail(2)).toBe('line 700\nFATAL: the real reason');
  });

  it('has the last errors in it, though more output came after them', () => {
    const { lines, say } = output();
    lines.push(Buffer.from('FATAL: the real reason\n'), 'errors');
    say(numbered(700));
    expect(lines.tail(3)).toBe('line 699\nline 700\nFATAL: the real reason');
  });

  it('does not mix lines of output and errors', () => {
    const { lines, say, kept } = output();
    say('half of');
    lines.push(Buffer.from('oh no\n'), 'errors');
    say(' it\n');
    expect(kept()).toEqual(['oh no', 'half of it']);
  });

  it('cuts a long line at 8 KiB and says how much is missing', () => {
    const { lines, say, kept } = output();
    say('x'.repeat(5_000));
    say(`${'x'.repeat(15_000)}\nnext\n`);
    expect(kept()).toEqual([`${'x'.repeat(8_192)} … [11808 bytes cut]`, 'next']);
    expect(lines.tail(2)).toBe(`${'x'.repeat(500)} … [11808 bytes cut]\nnext`);
  });

  it('never cuts a character in two', () => {
    const { say, kept } = output();
    say(`x${'€'.repeat(4_000)}\n`);
    expect(kept()[0]).toBe(`x${'€'.repeat(2_730)} … [3809 bytes cut]`);
  });

  it('does not grow with a line that never ends', () => {
    const { lines } = output();
    const chunk = Buffer.alloc(65_536, 'x');
    for (let written = 0; written < 4_000; written += 1) lines.push(chunk);
    expect(lines.tail(1)).toBe(`${'x'.repeat(500)} … [${4_000 * 65_536 - 8_192} bytes cut]`);
  });

  it('is bounded in bytes: 500 of the longest lines would be too much for thousands of instances', () => {
    const { say, kept } = output();
    for (let line = 0; line < 1_000; line += 1) say(`${line} ${'x'.repeat(8_000)}\n`);
    const all = kept();
    expect(all.join('').length).toBeLessThan(512 * 1024);
    expect(all[0]).toMatch(/^0 x/);
    expect(all.at(-1)).toMatch(/^999 x/);
  });

  it('is text, whatever bytes there were', () => {
    const { say, kept } = output();
    say(Buffer.from([0x00, 0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0x0d, 0x0a]));
    expect(kept()).toEqual(['\u0000\ufffd\ufffd\u001b[2J']);
  });
});

describe('listeners', () => {
  it('get every line, also those that are not kept', () => {
    const { lines, say } = output();
    const heard: string[] = [];
    const stop = lines.onLine(({ text }) => heard.push(text));
    say(numbered(3_000));
    stop();
    say('unheard\n');
    expect(heard).toEqual(numbered(3_000).split('\n').slice(0, -1));
  });

  it('get each line with the time at which its end arrived', async () => {
    const clock = new VirtualClock();
    const lines = new OutputLines(clock);
    const heard: OutputLine[] = [];
    lines.onLine((line) => heard.push(line));
    lines.push(Buffer.from('be'));
    await clock.sleep(5);
    lines.push(Buffer.from('gun\n'));
    expect(heard).toEqual([{ text: 'begun', atMs: 5 }]);
    expect(lines.firstByteAt).toBe(0);
  });
});

describe('a text that is waited for', () => {
  it('is found in a line that has not ended, once, with the time of its last character', async () => {
    const clock = new VirtualClock();
    const lines = new OutputLines(clock);
    const found: number[] = [];
    lines.onText('READY', (atMs) => found.push(atMs));
    for (const piece of ['warming up\nRE', 'A', 'D']) {
      lines.push(Buffer.from(piece));
      await clock.sleep(10);
    }
    expect(found).toEqual([]);
    lines.push(Buffer.from('Y'));
    await clock.sleep(10);
    lines.push(Buffer.from('\nREADY\n'));
    expect(found).toEqual([30]);
  });

  it('is found behind the part of a line that is kept', () => {
    const { lines, say } = output();
    let found = 0;
    lines.onText('READY', () => (found += 1));
    say('x'.repeat(100_000));
    say('REA');
    say('DY');
    expect(found).toBe(1);
  });

  it('is found when it was there before, in an ended line and in an unfinished one', () => {
    const { lines, say } = output();
    const found: string[] = [];
    say('it is READY\nand LIST');
    lines.onText('READY', () => found.push('ended'));
    lines.onText('LIST', () => found.push('unfinished'));
    lines.onText('LISTENING', () => found.push('finished'));
    expect(found).toEqual(['ended', 'unfinished']);
    say('ENING');
    expect(found).toEqual(['ended', 'unfinished', 'finished']);
  });

  it('is not found in the note of how much was dropped', () => {
    const { lines, say } = output();
    let found = false;
    say(numbered(700));
    lines.onText('dropped', () => (found = true));
    expect(found).toBe(false);
    say('dropped');
    expect(found).toBe(true);
  });

  it('does not span two lines', () => {
    const { lines, say } = output();
    let found = false;
    lines.onText('READY', () => (found = true));
    say('REA\nDY\n');
    expect(found).toBe(false);
  });

  it('is no longer looked for after its waiter has left', () => {
    const { lines, say } = output();
    let found = false;
    lines.onText('READY', () => (found = true))();
    say('READY\n');
    expect(found).toBe(false);
  });
});

describe('a flood', () => {
  const CHUNK = Buffer.alloc(64 * 1024, 'y\n');

  /** A stream with a writer that goes on whenever it is let, and a clock by which the reader rests. */
  function flood() {
    const clock = new VirtualClock();
    const stream = new PassThrough();
    const lines = new OutputLines(clock);
    lines.follow(stream);
    let written = 0;
    const pour = async (chunks: number): Promise<void> => {
      for (let count = 0; count < chunks; count += 1) {
        if (!stream.write(CHUNK)) await new Promise((resolve) => stream.once('drain', resolve));
        written += CHUNK.length;
      }
    };
    return { clock, stream, lines, pour, written: () => written };
  }

  it('is read at full speed at first and then held back, and nothing of it is lost', async () => {
    const { clock, stream, lines, pour } = flood();
    await pour(100);
    expect(clock.now()).toBe(0); // 6.25 MiB
    await pour(220);
    expect(clock.now()).toBeGreaterThan(1_000); // 20 MiB at 8 MiB a second, after a burst of 8 MiB
    expect(clock.now()).toBeLessThan(2_000);
    stream.write('the end');
    await new Promise<number>((resolve) => {
      lines.onText('the end', resolve);
    });
  });

  it('is not held back any more once the workload is being stopped', async () => {
    const { clock, lines, pour } = flood();
    await pour(150);
    lines.hurry();
    const from = clock.now();
    await pour(500);
    await turn();
    expect(clock.now() - from).toBeLessThan(100);
  });
});
