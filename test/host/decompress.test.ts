import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { decompress } from '../../src/host/decompress.ts';

it.each(['gzip', 'zstd', 'xz', 'bzip2'])(
  'data of %s can be given up in the middle, and its program is not waited for',
  async (program) => {
    const compressed = execFileSync(program, ['-c'], { input: Buffer.alloc(2 ** 24) });
    async function* chunks(): AsyncGenerator<Buffer> {
      yield compressed;
    }
    const reading = async (): Promise<void> => {
      for await (const _ of decompress(compressed, chunks(), new AbortController().signal))
        throw new Error('enough');
    };
    await expect(reading()).rejects.toThrow('enough');
  },
);
