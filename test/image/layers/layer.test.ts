import { expect, it } from 'vitest';
import { layerReader } from '../../../src/image/layers/layer-reader.ts';
import { Layer } from '../../../src/image/layers/layer.ts';
import { pushInTurns } from '../../../src/image/layers/read-range.ts';
import { Totals } from '../../../src/image/layers/totals.ts';
import { directory, file, rawTar, symlink, type RawEntry } from '../../support/raw-tar.ts';

const SPACE = 2 ** 30;
const { signal } = new AbortController();

async function read(entries: readonly RawEntry[], totals: Totals, stop = signal): Promise<void> {
  await pushInTurns(layerReader(new Layer(0, totals)), rawTar(entries), stop);
}

/**
 * `l38` leads to `d` by way of 39 links, each of which goes into `d` and out of it 610 times: some 48,000
 * steps.
 */
const maze = [
  directory('d'),
  symlink('l0', 'd'),
  ...Array.from({ length: 38 }, (_, index) => symlink(`l${index + 1}`, `${'d/../'.repeat(610)}l${index}`)),
];
const entriesBehindIt = (count: number) => Array.from({ length: count }, (_, index) => file(`l38/f${index}`));

it('refuses entries behind links that take too many steps to follow', async () => {
  await expect(read([...maze, ...entriesBehindIt(50)], new Totals(SPACE, 2_000_000))).rejects.toThrow(
    'more than 2 million steps to follow',
  );
  await read([...maze, ...entriesBehindIt(3)], new Totals(SPACE, 2_000_000));
});

it('can be interrupted between any entries, however long each takes to place', async () => {
  const stop = new AbortController();
  const totals = new Totals(SPACE);
  let steps = 0;
  const counted = totals.countSteps.bind(totals);
  totals.countSteps = (more) => {
    steps += more;
    counted(more);
  };
  const reading = read([...maze, ...entriesBehindIt(1_000)], totals, stop.signal);
  setImmediate(() => stop.abort(new Error('enough')));
  await expect(reading).rejects.toThrow('enough');
  expect(steps).toBeLessThan(1_000 * 48_000);
});

it('counts an attribute for more than its text', () => {
  const xattrs = new Map(Array.from({ length: 6_000 }, (_, index) => [`a${index}`, 'v']));
  const entry = {
    name: 'f',
    type: '0',
    linkName: '',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    size: 0,
    major: 0,
    minor: 0,
    contentAt: 0,
    stored: 0,
    xattrs,
  };
  const totals = new Totals(SPACE);
  expect(() => {
    for (let count = 0; count < 450; count += 1) totals.count(entry);
  }).toThrow('MiB of names, link targets and attributes');
});
