import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importArchive } from '../../src/image/archive/import.ts';
import { createImageTools } from '../../src/image/tools.ts';
import { IsodenseError } from '../../src/model/errors.ts';
import { describeTree } from '../support/layers/describe-tree.ts';
import { refusalOf, withEngineTree } from '../support/layers/engine-trees.ts';
import { randomStack } from '../support/layers/random-stack.ts';
import { Random } from '../support/random.ts';
import { configurationOf, file, hexOf, rawTar, savedMembers } from '../support/raw-tar.ts';
import { has, needs } from '../support/requirements.ts';
import { startUserEngine, type UserEngine } from '../support/user-engine.ts';

/** `npm run test:layers` raises it. */
const STACKS = Number(process.env['ISODENSE_LAYER_STACKS'] ?? 150);
const SEED = Number(process.env['ISODENSE_LAYER_SEED'] ?? 20_251_125);
/** Images that the engine loads from one archive. */
const BATCH = 50;
const NEEDS = ['root', 'dockerd', 'setfattr'] as const;
const { signal } = new AbortController();

interface Stack {
  readonly number: number;
  readonly tag: string;
  readonly layers: readonly Buffer[];
}

describe('layers, unpacked by isodense and by an engine', () => {
  let engine: UserEngine;
  let place: string;
  let outside: string;
  beforeAll(async () => {
    if (!has(...NEEDS)) return;
    place = mkdtempSync(join(tmpdir(), 'layers-'));
    // Engines flush every layer to its disk.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2g,mode=700', 'tmpfs', place]);
    engine = await startUserEngine(place);
    outside = join(place, 'outside');
    mkdirSync(join(outside, 'a'), { recursive: true });
    writeFileSync(join(outside, 'b'), 'secret');
    writeFileSync(join(outside, 'a', 'c'), 'secret');
  });
  afterAll(async () => {
    if (!has(...NEEDS)) return;
    await (engine as UserEngine | undefined)?.[Symbol.asyncDispose](); // it may not have started
    execFileSync('umount', [place]);
    rmSync(place, { recursive: true });
  });

  it(
    `give the same tree, or are refused by both: ${STACKS} random stacks, seed ${SEED}`,
    { timeout: STACKS * 3_000 },
    async (context) => {
      needs(context, ...NEEDS);
      const before = describeTree(outside);
      const random = new Random(SEED);
      const differences: string[] = [];
      let refused = 0;
      for (let first = 0; first < STACKS; first += BATCH) {
        const stacks = Array.from({ length: Math.min(BATCH, STACKS - first) }, (_, index): Stack => ({
          number: first + index,
          tag: `127.0.0.1:1/stack:${first + index}`,
          layers: randomStack(random, outside),
        }));
        const ours = new Map<Stack, readonly string[]>();
        for (const stack of stacks) {
          const result = await unpacked(stack);
          if (typeof result !== 'string') ours.set(stack, result);
          else if (((refused += 1), await refusalOf(engine.docker, archiveOf([stack]))) === undefined)
            differences.push(`stack ${stack.number}: the engine takes it, and isodense says: ${result}`);
        }
        differences.push(...(await compared(ours)));
      }
      expect(differences.slice(0, 3)).toEqual([]);
      expect(describeTree(outside)).toEqual(before);
      expect(refused).toBeLessThan(STACKS / 2); // else the generator compares too little
    },
  );

  /** What isodense makes of a stack: its tree, or why it refuses it. */
  async function unpacked(stack: Stack): Promise<readonly string[] | string> {
    const root = join(place, 'ours');
    mkdirSync(root, { mode: 0o700 });
    try {
      const archive = join(place, 'image.tar');
      const { digest, config } = await importArchive(archiveOf([stack]), archive, undefined, signal);
      await createImageTools().flatten(
        { description: stack.tag, digest, archive, config, foreign: false },
        root,
        signal,
      );
      return describeTree(root);
    } catch (error) {
      if (error instanceof IsodenseError && error.kind === 'usage') return error.message;
      throw error;
    } finally {
      rmSync(root, { recursive: true });
    }
  }

  async function compared(ours: ReadonlyMap<Stack, readonly string[]>): Promise<string[]> {
    const refusal = await refusalOf(engine.docker, archiveOf([...ours.keys()]));
    const differences: string[] = [];
    for (const [stack, tree] of ours) {
      const alone = refusal === undefined ? undefined : await refusalOf(engine.docker, archiveOf([stack]));
      if (alone !== undefined) {
        differences.push(`stack ${stack.number}: isodense takes it, and the engine says: ${alone}`);
        continue;
      }
      const theirs = await withEngineTree(engine.docker, stack.tag, place, describeTree);
      const [missing, surplus] = [
        theirs.filter((line) => !tree.includes(line)),
        tree.filter((line) => !theirs.includes(line)),
      ];
      if (missing.length + surplus.length > 0)
        differences.push(
          [
            `stack ${stack.number}:`,
            ...missing.map((line) => `  engine   ${line}`),
            ...surplus.map((line) => `  isodense ${line}`),
          ].join('\n'),
        );
    }
    return differences;
  }

  function archiveOf(stacks: readonly Stack[]): string {
    const members = stacks.flatMap(({ layers, number }) =>
      savedMembers(layers)
        .filter(({ name }) => name !== 'manifest.json')
        .map((entry) => ({ ...entry, name: `${number}/${entry.name}` })),
    );
    const manifest = stacks.map(({ layers, number, tag }) => ({
      Config: `${number}/${hexOf(configurationOf(layers))}.json`,
      RepoTags: [tag],
      Layers: layers.map((_, index) => `${number}/l${index}/layer.tar`),
    }));
    const path = join(place, 'stacks.tar');
    writeFileSync(path, rawTar([...members, file('manifest.json', JSON.stringify(manifest))]));
    return path;
  }
});
