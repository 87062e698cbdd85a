import { expect, test } from 'vitest';
import { z } from 'zod';
import { exportJsonSchema } from '../../src/scenario/json-schema.ts';
import { buildScenarioSchema } from '../../src/scenario/schema.ts';
import { drivers, schema } from './fixtures.ts';

const json = exportJsonSchema(schema) as {
  required: string[];
  additionalProperties: boolean;
  properties: Record<
    string,
    {
      description?: string;
      required?: string[];
      propertyNames?: unknown;
      minProperties?: number;
      additionalProperties: unknown;
      properties: Record<string, { properties: object; required?: string[] }>;
    }
  >;
};

test('the exported schema describes what users write, not what the code gets', () => {
  expect(json.required).toEqual(['name', 'image', 'variants', 'experiments']);
  expect(json.properties['workload']!.properties['timeout']).toMatchObject({
    type: 'string',
    pattern: expect.any(String),
  });
  expect(json.properties['workload']!.required ?? []).toEqual([]);
});

test('unknown keys are errors in editors too', () => {
  expect(json.additionalProperties).toBe(false);
  expect(json.properties['experiments']!.additionalProperties).toBe(false);
});

test('a variant is one of the drivers, each with its own options', () => {
  expect(json.properties['variants']).toMatchObject({
    minProperties: 1,
    propertyNames: { pattern: '^[a-z0-9][a-z0-9-]{0,30}$' },
    additionalProperties: {
      oneOf: drivers.map(({ name }) =>
        expect.objectContaining({
          additionalProperties: false,
          properties: expect.objectContaining({ driver: expect.objectContaining({ const: name }) }),
        }),
      ),
    },
  });
});

test('every part of a scenario is described for the reader of an editor’s tooltip', () => {
  for (const [name, property] of Object.entries(json.properties))
    expect(property.description, name).toBeTruthy();
});

test('experiments take their own options and rounds', () => {
  expect(Object.keys(json.properties['experiments']!.properties['startup']!.properties)).toEqual([
    'densities',
    'concurrency',
    'rounds',
  ]);
});

test('options that are not an object are a defect of the driver, said by name', () => {
  expect(() => buildScenarioSchema([{ name: 'odd', options: z.string() }], [])).toThrow(
    'expected the options of the odd driver to be a z.strictObject',
  );
});

test.each(['image', 'command', 'env', 'driver'])(
  'a driver cannot have an option called %s, which every variant may say',
  (option) => {
    expect(() =>
      buildScenarioSchema([{ name: 'odd', options: z.strictObject({ [option]: z.string() }) }], []),
    ).toThrow(`the odd driver has an option called ${option}`);
  },
);

test('editors know every form of a gate, and what its bounds look like', () => {
  const gates = json.properties['gates'] as unknown as {
    items: {
      anyOf: {
        required: string[];
        additionalProperties: boolean;
        properties: Record<string, { description?: string }>;
      }[];
    };
  };
  expect(gates.items.anyOf.map(({ required }) => required)).toEqual([
    ['metric', 'over'],
    ['metric', 'maxRegression'],
    ['metric'],
    ['successRatio'],
    ['check', 'outcome'],
  ]);
  for (const { additionalProperties, properties } of gates.items.anyOf) {
    expect(additionalProperties).toBe(false);
    for (const [name, property] of Object.entries(properties))
      expect(property.description, name).toBeTruthy();
  }
});

test('editors know both forms of rounds', () => {
  expect(json.properties['rounds']).toMatchObject({
    anyOf: [{ type: 'integer' }, { required: ['min', 'max', 'until'], additionalProperties: false }],
  });
});

test('refinements of a driver’s options still hold once `driver` is added', () => {
  const options = z
    .strictObject({ low: z.number(), high: z.number() })
    .refine(({ low, high }) => low < high, { error: 'low must be below high', path: ['low'] });
  const { variant } = buildScenarioSchema([{ name: 'ranged', options }], []);
  expect(variant.safeParse({ driver: 'ranged', low: 1, high: 2 }).success).toBe(true);
  expect(variant.safeParse({ driver: 'ranged', low: 3, high: 2 }).error?.issues).toMatchObject([
    { path: ['low'], message: 'low must be below high' },
  ]);
});
