import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Variants {
  readonly variants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const SCENARIOS = join(import.meta.dirname, '../../scenarios');
const SHIPPED = readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'));

function variants(file: string): readonly (readonly [name: string, options: string])[] {
  const { variants } = parse(readFileSync(join(SCENARIOS, file), 'utf8')) as Variants;
  return Object.entries(variants).map(([name, options]) => [name, JSON.stringify(options)]);
}

/** A report says "the host cost of process", not "of host". */
test('shipped scenarios call a plain process without options "process", and nothing else', () => {
  const plain = JSON.stringify({ driver: 'process' });
  const all = SHIPPED.flatMap((file) => variants(file).map((variant) => [file, ...variant] as const));
  expect(all.filter(([, , options]) => options === plain).length).toBeGreaterThan(5);
  const misnamed = all.filter(([, name, options]) =>
    options === plain ? !/^process(?:-|$)/.test(name) : name === 'process',
  );
  expect(misnamed).toEqual([]);
});
