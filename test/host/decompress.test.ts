import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { decompress, decompressKernel, isCompressed, kernelCompression } from '../../src/host/decompress.ts';

const { signal } = new AbortController();

it.each(['gzip', 'zstd', 'xz', 'bzip2'])(
  'data of %s can be given up in the middle, and its program is not waited for',
  async (program) => {
    const compressed = execFileSync(program, ['-c'], { input: Buffer.alloc(2 ** 24) });
    async function* chunks(): AsyncGenerator<Buffer> {
      yield compressed;
    }
    const reading = async (): Promise<void> => {
      for await (const _ of decompress(compressed, chunks(), signal)) throw new Error('enough');
    };
    await expect(reading()).rejects.toThrow('enough');
  },
);

describe('a kernel or a module', () => {
  const content = Buffer.from('ELF'.repeat(100_000));

  it.each(['gzip', 'zstd', 'xz', 'bzip2'])('is decompressed from %s', async (program) => {
    const compressed = execFileSync(program, ['-c'], { input: content });
    expect(kernelCompression(compressed)).toBe(program);
    expect((await decompressKernel(compressed, 'a.ko', signal)).equals(content)).toBe(true);
  });

  it('is left as it is when it is not compressed', async () => {
    expect(await decompressKernel(content, 'a.ko', signal)).toBe(content);
  });

  it.each(['04224d18', '02214c18'])('may be compressed with lz4 (%s), which an image may not', (magic) => {
    const start = Buffer.from(magic, 'hex');
    expect(kernelCompression(start)).toBe('lz4');
    expect(isCompressed(start)).toBe(false);
  });

  it('is refused when xz would need more memory than an image may', async () => {
    const compressed = execFileSync('xz', ['--lzma2=preset=0,dict=512MiB,mf=hc3', '-c'], { input: content });
    await expect(decompressKernel(compressed, 'a.ko', signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^expected a kernel or a module in a\.ko, found xz data .*limit reached/,
      ),
    });
  });

  it('is refused with the name of its file when it is damaged', async () => {
    const compressed = execFileSync('gzip', ['-c'], { input: content });
    await expect(decompressKernel(compressed.subarray(0, 100), 'a.ko', signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('in a.ko, found gzip data that cannot be decompressed'),
    });
  });
});
