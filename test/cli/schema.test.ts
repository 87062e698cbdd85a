import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isodense, REPOSITORY } from './command-line.ts';

/** A reader of JSON Schema that did not write it would be better; zod's own is the one at hand. */
async function validator() {
  const { code, stdout } = await isodense('schema');
  expect(code).toBe(0);
  return z.fromJSONSchema(JSON.parse(stdout) as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('schema', () => {
  it('prints a JSON Schema that accepts a shipped scenario', async () => {
    const quickstart: unknown = parse(readFileSync(`${REPOSITORY}scenarios/quickstart.yaml`, 'utf8'));
    expect((await validator()).safeParse(quickstart).error).toBeUndefined();
  });

  it('refuses what the product refuses', async () => {
    const schema = await validator();
    const good = {
      name: 'x',
      image: { builtin: 'hello' },
      variants: { a: { driver: 'fake' } },
      experiments: { startup: {} },
    };
    expect(schema.safeParse(good).success).toBe(true);
    expect(schema.safeParse({ ...good, variants: { a: { driver: 'fake', redy: '2ms' } } }).success).toBe(
      false,
    );
    expect(schema.safeParse({ ...good, variants: { a: { driver: 'nosuch' } } }).success).toBe(false);
    expect(schema.safeParse({ ...good, image: {} }).success).toBe(false);
    expect(schema.safeParse({ ...good, surplus: 1 }).success).toBe(false);
  });
});
