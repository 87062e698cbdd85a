import type { RunComparison } from '../../../model/comparison.ts';
import { reportContext } from '../../../sections/context.ts';
import { html } from '../escape.ts';
import type { View } from '../view.ts';
import { driftChart } from '../views/drift.ts';
import { sourceName, sourcesOf } from './sources.ts';

/** Drift, twin and host control of each run by itself. */
export function runOrdersView(comparison: RunComparison): View | undefined {
  const drawn = sourcesOf(comparison).flatMap((source) => {
    const chart =
      source.run === null ? undefined : driftChart(reportContext(source.run), `chart-order-${source.letter}`);
    return chart === undefined ? [] : [{ ...chart, source }];
  });
  if (drawn.length === 0) return undefined;
  return {
    id: 'order',
    title: 'Run order',
    body: html`${drawn.map(({ source, body }) => html`<h3>${sourceName(source)}</h3>${body}`)}`,
    charts: Object.assign({}, ...drawn.map(({ charts }) => charts)) as View['charts'],
  };
}
