import { formatBytes, formatDuration } from '../../model/units.ts';
import type { ReportContext } from '../../sections/context.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/**
 * On what, with what and how the run was made. Versions, which differ between variants, have a table of their
 * own.
 */
export function provenance({ input: { manifest, plan, summary } }: ReportContext): Fact[] {
  const { testbed, tool, seed, image, startedAt, endedAt, completeness } = manifest;
  const rounds = [...new Set(summary.series.map((series) => series.rounds))].sort((a, b) => a - b);
  const each =
    rounds.length === 0
      ? ''
      : `, ${rounds.length === 1 ? rounds[0] : `${rounds[0]} to ${rounds.at(-1)}`} a series`;
  return [
    { name: 'Host', value: testbed.hostname },
    { name: 'CPU', value: `${testbed.cores} × ${testbed.cpuModel}, ${testbed.architecture}` },
    {
      name: 'Memory',
      value: `${formatBytes(testbed.memoryBytes)}, swap ${testbed.swapBytes === 0 ? 'none' : formatBytes(testbed.swapBytes)}`,
    },
    {
      name: 'System',
      value: `${testbed.operatingSystem}, kernel ${testbed.kernel}, cgroup v${testbed.cgroupVersion}`,
    },
    {
      name: 'Virtualised',
      value: testbed.virtualization === 'none' ? 'no' : `yes: ${testbed.virtualization}`,
    },
    {
      name: 'Settings',
      value:
        Object.entries(testbed.settings)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ') || 'not recorded',
    },
    {
      name: 'Image',
      value:
        image === null
          ? 'none prepared'
          : `${image.description}, ${image.architecture}${image.foreign ? ' (foreign: emulated)' : ''}, ${image.digest.slice(0, 19)}…`,
    },
    { name: 'Rounds', value: `${plan.rounds.length} planned${each}, ${plan.order}, seed ${seed}` },
    ...(summary.stopped ?? []).map(({ experiment, repetitions, halfWidth }) => ({
      name: 'Ended early',
      value: `${experiment} after ${repetitions} repetitions, when every cell was known to ±${(halfWidth * 100).toPrecision(2)}%`,
    })),
    ...(summary.extended ?? []).map(({ experiments, reason }) => ({
      name: 'Extended',
      value: `${experiments.join(', ')}: as many rounds again, to confirm: ${reason}`,
    })),
    {
      name: 'Measured',
      value: `${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${endedAt === null ? 'not ended' : `took ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`}, ${completeness}`,
    },
    { name: 'Tool', value: `${tool.name} ${tool.version}, Node ${testbed.nodeVersion}` },
  ];
}
