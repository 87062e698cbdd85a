import { expect, test } from 'vitest';
import { changesSince } from '../../src/cli/continue-run.ts';
import type { RunManifest } from '../../src/model/manifest.ts';

const measured = (
  digest: string,
  versions: Readonly<Record<string, string>>,
): Pick<RunManifest, 'image' | 'variants'> => ({
  image: { description: 'hello', digest, architecture: 'x64', foreign: false },
  variants: [{ name: 'runc', driver: 'docker', status: { state: 'measured' }, versions, label: null }],
});
const told = (...pair: Parameters<typeof changesSince>): string[] =>
  changesSince(...pair).map(({ message }) => message);

test('an image or a version that changed between the rounds is told, each by itself', () => {
  expect(
    told(
      measured('sha256:1', { engine: '27', runc: '1.1' }),
      measured('sha256:2', { engine: '27', runc: '1.2' }),
    ),
  ).toEqual(['the image digest changed from sha256:1 to sha256:2', 'runc of runc changed from 1.1 to 1.2']);
});

test('what is the same, or was not told, is no change', () => {
  expect(
    told(measured('sha256:1', { engine: '27' }), measured('sha256:1', { engine: '27', kernel: '6.1' })),
  ).toEqual([]);
  expect(told(measured('sha256:1', { engine: '27' }), { ...measured('sha256:1', {}), image: null })).toEqual(
    [],
  );
});
