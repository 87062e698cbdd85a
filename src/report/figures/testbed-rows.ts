import type { ComparedSource } from '../../model/comparison.ts';
import { own } from '../../model/own.ts';
import type { Testbed } from '../../model/testbed.ts';
import { formatBytes, formatDuration } from '../../model/units.ts';
import type { ConfigurationRow } from './configurations.ts';
import { median } from '../../stats/quantile.ts';

/** What each source was measured on and with, differing rows first. */
export function testbedRows(sources: readonly ComparedSource[]): ConfigurationRow[] {
  const columns = sources.map((source) => ({ ...testbedFacts(source.testbed), ...sessionFacts(source) }));
  const names = [...new Set(columns.flatMap((column) => Object.keys(column)))];
  return names
    .map((name): ConfigurationRow => {
      const values = columns.map((column) => own(column, name));
      return { name, values, differs: new Set(values).size > 1 };
    })
    .sort((a, b) => Number(b.differs) - Number(a.differs));
}

function testbedFacts({
  hostname,
  operatingSystem,
  kernel,
  architecture,
  cpuModel,
  cores,
  memoryBytes,
  swapBytes,
  cgroupVersion,
  virtualization,
  settings,
  nodeVersion,
  bootId,
}: Testbed): Readonly<Record<string, string>> {
  return {
    Host: hostname,
    System: operatingSystem,
    Kernel: kernel,
    Boot: bootId.slice(0, 8),
    Architecture: architecture,
    CPU: cpuModel,
    Cores: String(cores),
    // To a tenth of a GiB: what firmware keeps for itself moves a little between boots.
    Memory: `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    Swap: swapBytes === 0 ? 'none' : formatBytes(swapBytes),
    'Control groups': `version ${cgroupVersion}`,
    Virtualised: virtualization,
    Node: nodeVersion,
    ...settings,
  };
}

/** Of several sessions all that occurs. */
function sessionFacts({ sessions, run }: ComparedSource): Readonly<Record<string, string>> {
  const versions = new Map<string, Set<string>>();
  const twins = new Set(
    run?.summary.variants.flatMap(({ name, twinOf }) => (twinOf === undefined ? [] : [name])),
  );
  for (const session of sessions) {
    for (const [variant, facts] of Object.entries(session.versions)) {
      if (twins.has(variant)) continue;
      for (const [fact, value] of Object.entries(facts))
        versions.set(
          `${fact} of ${variant}`,
          (versions.get(`${fact} of ${variant}`) ?? new Set()).add(value),
        );
    }
  }
  const image = run?.manifest.image;
  return {
    isodense: [...new Set(sessions.map(({ tool }) => tool))].join(' or '),
    ...(image == null ? {} : { Image: `${image.description}, ${image.digest.slice(0, 19)}…` }),
    ...Object.fromEntries([...versions].map(([fact, values]) => [fact, [...values].join(' or ')])),
  };
}

/**
 * The same small work on each host: what moves it is the host. Medians over the repetitions of all sessions.
 */
export function controlRows(sources: readonly ComparedSource[]): ConfigurationRow[] {
  const metrics = [
    ...new Set(sources.flatMap(({ sessions }) => sessions.flatMap(({ controls }) => Object.keys(controls)))),
  ].sort();
  return metrics.map((metric) => {
    const readings = sources.map(({ sessions }) =>
      sessions.flatMap(({ controls }) => own(controls, metric) ?? []),
    );
    return {
      name: metric,
      values: readings.map((values) => (values.length === 0 ? undefined : formatDuration(median(values)!))),
      differs: false,
    };
  });
}
