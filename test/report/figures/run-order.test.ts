import { expect, it } from 'vitest';
import { reportContext } from '../../../src/sections/context.ts';
import { controlsInOrder, roundsInOrder } from '../../../src/report/figures/run-order.ts';
import { twinned } from '../../support/judged-run.ts';
import { sampleRun } from '../../support/sample-run.ts';

const context = reportContext(twinned(sampleRun({ rounds: 4, experiments: ['startup'] })));
const rounds = roundsInOrder(context);

it('gives twins’ rounds a place among the others', () => {
  expect(rounds.map(({ place }) => place)).toEqual(rounds.map((_, index) => index + 1));
  const of = (name: string): number => rounds.filter(({ variant }) => variant === name).length;
  expect(of('runc-twin')).toBe(of('runc'));
  expect(of('runc')).toBeGreaterThan(0);
});

it('puts each reading of the host control at the place of its round, against its own median', () => {
  const [work, spawn] = controlsInOrder(context);
  expect([work!.metric, spawn!.metric]).toEqual(['host.control.work', 'host.control.spawn']);
  const place = new Map(rounds.map((one) => [one.round, one.place]));
  const { readings } = context.input.summary.controls![0]!;
  expect(new Set(work!.readings.map((one) => one.place))).toEqual(
    new Set(readings.map(({ round }) => place.get(round))),
  );
  const relative = work!.readings.map((one) => one.relative).sort((a, b) => a - b);
  expect(relative[0]).toBeCloseTo(8 / 8.24, 3);
  expect(relative.at(-1)).toBeCloseTo(8.48 / 8.24, 3);
});

it('shows no control where none was taken', () => {
  expect(controlsInOrder(reportContext(sampleRun({ rounds: 2, experiments: ['startup'] })))).toEqual([]);
});
