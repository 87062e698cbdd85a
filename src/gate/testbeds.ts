import type { Baseline } from '../model/baseline.ts';
import { own } from '../model/own.ts';
import type { Summary } from '../model/summary.ts';
import type { Testbed } from '../model/testbed.ts';
import { formatBytes } from '../model/units.ts';
import type { TestbedDifference } from '../model/verdict.ts';

/**
 * Memory that a kernel or firmware keeps for itself moves the total a little between boots of the same
 * machine.
 */
const MEMORY_TOLERANCE = 0.02;

type Fact = Exclude<keyof Testbed, 'settings'>;

/** Figures depend on these: where one differs, nothing is compared. */
const DECISIVE: Readonly<Partial<Record<Fact, string>>> = {
  operatingSystem: 'operating system',
  kernel: 'kernel',
  architecture: 'architecture',
  cpuModel: 'CPU',
  cores: 'cores',
  cgroupVersion: 'cgroup version',
  virtualization: 'virtualization',
};
const TOLD: Readonly<Partial<Record<Fact, string>>> = {
  hostname: 'hostname',
  bootId: 'boot',
  nodeVersion: 'Node',
};

/** Every fact in which two testbeds differ, the decisive ones first. Empty for the same testbed. */
export function compareTestbeds(here: Testbed, there: Testbed): TestbedDifference[] {
  return [
    ...differing(DECISIVE, true, here, there),
    ...bytesDiffer('memory', here.memoryBytes, there.memoryBytes, true),
    ...differing(TOLD, false, here, there),
    ...bytesDiffer('swap', here.swapBytes, there.swapBytes, false),
    ...settingsDiffer(here.settings, there.settings),
  ];
}

/** `CPU is A here and B there; cores …`. */
export function listDifferences(differences: readonly TestbedDifference[]): string {
  return differences.map(({ fact, here, there }) => `${fact} is ${here} here and ${there} there`).join('; ');
}

function differing(
  facts: Readonly<Partial<Record<Fact, string>>>,
  decisive: boolean,
  here: Testbed,
  there: Testbed,
): TestbedDifference[] {
  return (Object.entries(facts) as [Fact, string][])
    .filter(([fact]) => here[fact] !== there[fact])
    .map(([fact, name]) => ({ fact: name, here: String(here[fact]), there: String(there[fact]), decisive }));
}

function bytesDiffer(fact: string, here: number, there: number, decisive: boolean): TestbedDifference[] {
  if (Math.abs(here - there) <= MEMORY_TOLERANCE * Math.max(here, there)) return [];
  return [{ fact, here: formatBytes(here), there: formatBytes(there), decisive }];
}

function settingsDiffer(here: Testbed['settings'], there: Testbed['settings']): TestbedDifference[] {
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
  return names
    .map((name) => ({
      fact: name,
      here: own(here, name) ?? 'not recorded',
      there: own(there, name) ?? 'not recorded',
      decisive: false,
    }))
    .filter((difference) => difference.here !== difference.there);
}

type Versions = Readonly<Record<string, string>>;

/**
 * Versions of what ran each variant that differ from the baseline's. Never decisive: a new version is often
 * what is being tested.
 */
export function versionDifferences({ variants }: Summary, { sessions }: Baseline): TestbedDifference[] {
  return variants.flatMap(({ name, versions }) => {
    const earlier = sessions
      .map((session) => own(session.versions, name))
      .filter((known): known is Versions => known !== undefined);
    if (earlier.length === 0) return [];
    const facts = [...new Set([versions, ...earlier].flatMap((known) => Object.keys(known)))].sort();
    return facts
      .map((fact) => ({
        fact: `${fact} of ${name}`,
        here: own(versions, fact) ?? 'none',
        there: distinct(earlier.map((known) => own(known, fact) ?? 'none')),
        decisive: false,
      }))
      .filter(({ here, there }) => here !== there);
  });
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(' or ');
}
