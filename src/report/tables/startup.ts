import type { ReportContext } from '../../sections/context.ts';
import { metricTable, type DataTable } from '../../sections/table.ts';

export function startupTable(context: ReportContext): DataTable {
  return metricTable(context, 'Startup, mean over rounds with 95% interval', 'Launched', [
    { metric: 'startup.ready.p50', title: 'Ready, p50' },
    { metric: 'startup.ready.p95', title: 'Ready, p95' },
    { metric: 'startup.latency.p50', title: 'From intended, p50' },
    { metric: 'startup.makespan', title: 'Makespan' },
    { metric: 'startup.rate', title: 'Started' },
  ]);
}

export function phaseTable(context: ReportContext): DataTable {
  return metricTable(
    context,
    'Phases of a launch and its removal, p50, mean over rounds with 95% interval',
    'Launched',
    [
      { metric: 'startup.image.p50', title: 'Image put in place' },
      { metric: 'startup.create.p50', title: 'Create' },
      { metric: 'startup.start.p50', title: 'Start' },
      { metric: 'startup.firstOutput.p50', title: 'First output' },
      { metric: 'startup.workload.p50', title: 'Workload' },
      { metric: 'startup.teardown.p50', title: 'Removal' },
    ],
  );
}
