import { expect, test } from 'vitest';
import { formatRatio, formatRatioWithInterval } from '../../src/model/ratio.ts';

test.each([
  [1, '1.000×'],
  [1.0012, '1.0012×'],
  [1.0234, '1.023×'],
  [0.9512, '0.951×'],
  [1.5, '1.50×'],
  [2.314, '2.31×'],
  [40.19, '40.2×'],
  [365.4, '365×'],
  [1234, '1234×'],
  [0.19, '0.19×'],
  [0.0625, '0.063×'],
  [0.00417, '0.0042×'],
  [0, '0.00×'],
])('the ratio %d is written %s', (value, text) => {
  expect(formatRatio(value)).toBe(text);
});

test.each([
  [0.19, [0.188, 0.2], '0.19× (0.19–0.20)'],
  [1.5, [1.486, 1.51], '1.50× (1.49–1.51)'],
  [36.1, [3.57, 365], '36.1× (3.6–365)'],
  [1.471, [0.057, 38.218], '1.471× (0.057–38.2)'],
  [2.31, null, '2.31×'],
] as const)(
  'the interval of %d has as many decimals as the ratio, unless an end is far above it',
  (ratio, ci95, text) => {
    expect(formatRatioWithInterval(ratio, ci95)).toBe(text);
  },
);
