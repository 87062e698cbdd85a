import { describe, expect, it } from 'vitest';
import { agreedMemory, parseCountedRss, parseRollup, sumMappings } from '../../src/host/smaps.ts';

const KIB = 1024;
const memory = (pss: number, rss: number) => ({ pssBytes: pss * KIB, rssBytes: rss * KIB });

const block = (
  range: string,
  pss: number,
  rss: number,
) => `${range} rw-p 00000000 00:00 0                          [heap] Rss: 9 kB
Size:               1024 kB
KernelPageSize:        4 kB
Rss:${String(rss).padStart(20)} kB
Pss:${String(pss).padStart(20)} kB
Pss_Dirty:            77 kB
Anonymous:            77 kB
SwapPss:              77 kB
VmFlags: rd wr mr mw me ac sd
`;

describe('the texts about the memory of a process', () => {
  it('give the fields of the rollup, and not those whose names only end or begin alike', () => {
    expect(parseRollup(block('55d0c1a00000-7ffd4f9f1000', 300, 500))).toEqual(memory(300, 500));
  });

  it('give what the kernel counts, and nothing for a kernel thread', () => {
    expect(
      parseCountedRss('Name:\tnode\nVmHWM:\t   45000 kB\nVmRSS:\t   40232 kB\nRssAnon:\t   100 kB\n'),
    ).toBe(40_232 * KIB);
    expect(parseCountedRss('Name:\tkthreadd\nThreads:\t1\n')).toBeUndefined();
  });

  it('are summed over the mappings, up to the highest address', () => {
    const text =
      block('55d0c1a00000-55d0c1b00000', 10, 20) +
      block('7f0000000000-7f0000100000', 300, 400) +
      block('ffffffffff600000-ffffffffff601000', 0, 4);
    expect(sumMappings(text)).toEqual(memory(310, 424));
    expect(sumMappings('')).toEqual(memory(0, 0));
  });

  it('count a mapping once that was told again after it grew', () => {
    const before =
      block('7f0000000000-7f0000100000', 1, 1) +
      block('7f0000200000-7f0000300000', 100, 200) +
      block('7f0000300000-7f0000400000', 30, 40);
    const after = block('7f0000500000-7f0000600000', 5, 6);
    expect(sumMappings(before + block('7f0000200000-7f0000500000', 150, 260) + after)).toEqual(
      memory(156, 267),
    );
  });

  it('count both where a mapping lost its end to the next one', () => {
    expect(
      sumMappings(block('7f0000000000-7f0000200000', 100, 200) + block('7f0000100000-7f0000300000', 30, 40)),
    ).toEqual(memory(130, 240));
  });
});

describe('the memory of a process, from three sources', () => {
  const rollup = memory(30, 50);
  const unasked = () => expect.fail('the mappings were walked');

  it('is the rollup where the kernel counts the same, without a walk', () => {
    expect(agreedMemory(rollup, 50 * KIB, unasked)).toBe(rollup);
  });

  it('is the rollup where only the count lags behind, since a walk cuts each PSS', () => {
    expect(agreedMemory(rollup, 48 * KIB, () => memory(28, 50))).toBe(rollup);
    expect(agreedMemory(rollup, undefined, () => memory(28, 50))).toBe(rollup);
  });

  it('is the sum of the mappings where the rollup skipped one, whether or not the count tells', () => {
    expect(agreedMemory(rollup, 114 * KIB, () => memory(94, 114))).toEqual(memory(94, 114));
    expect(agreedMemory(rollup, 49 * KIB, () => memory(31, 51))).toEqual(memory(31, 51));
  });
});
