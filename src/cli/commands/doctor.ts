import { createColors } from 'picocolors';
import { monotonicClock } from '../../host/clock.ts';
import { deadOwners } from '../../host/lease.ts';
import type { Terminal } from '../../host/process-io.ts';
import { hostWalls } from '../../host/walls.ts';
import { prepareImage } from '../../image/prepare.ts';
import { messageOf } from '../../model/errors.ts';
import type { Workload } from '../../model/scenario.ts';
import { counted, formatBytes, formatDuration } from '../../model/units.ts';
import { endsWhenInterrupted } from '../../run/interruption.ts';
import { preflight } from '../../run/preflight.ts';
import { Sessions } from '../../run/sessions.ts';
import { readTestbed } from '../../store/testbed.ts';
import { EXIT } from '../exit-codes.ts';
import { watchInterruption } from '../interrupt.ts';
import { openWorkbench } from '../workbench.ts';
import { join } from 'node:path';
import { visible } from '../../model/visible-text.ts';
import { sayJson } from '../say-json.ts';

/** One thing that doctor checked. `limited` works, but with a restriction that the reader must know. */
export interface Finding {
  readonly level: 'good' | 'limited' | 'missing';
  readonly what: string;
  readonly detail: string;
  /** How to fix it; absent for what is good. */
  readonly fix?: string;
}

const READY: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };

/**
 * What can this host run, which limits are close, and how to fix each problem. Starts one instance of each
 * kind.
 */
export async function doctorCommand(
  options: { readonly json?: boolean; readonly verbose?: boolean },
  terminal: Terminal,
): Promise<number> {
  const findings = [
    ...(await findHost()),
    ...(await findTechnologies(options.verbose === true, terminal)),
    ...findWalls(),
    ...findLeftovers(),
  ];
  if (options.json === true) sayJson(terminal.out, findings);
  else {
    const width = Math.max(...findings.map(({ what }) => what.length));
    for (const finding of findings) terminal.out.write(`${describe(finding, width, terminal.colour)}\n`);
  }
  return EXIT.pass;
}

async function findHost(): Promise<Finding[]> {
  const { operatingSystem, kernel, cpuModel, cores, memoryBytes, cgroupVersion, virtualization, swapBytes } =
    await readTestbed();
  const good = (what: string, detail: string): Finding => ({ level: 'good', what, detail });
  return [
    good(
      'host',
      `${operatingSystem}, kernel ${kernel}, ${cpuModel}, ${counted(cores, 'core')}, ${formatBytes(memoryBytes)}`,
    ),
    good('cgroups', `version ${cgroupVersion}`),
    virtualization === 'none'
      ? good('virtualization', 'bare metal')
      : {
          level: 'limited',
          what: 'virtualization',
          detail: `this host is virtualized (${virtualization}): other guests can take CPU time from it`,
          fix: 'check the CPU steal in each report, or use a dedicated host',
        },
    swapBytes === 0
      ? good('swap', 'none')
      : {
          level: 'limited',
          what: 'swap',
          detail: `${formatBytes(swapBytes)}: memory figures leave out what is swapped out`,
          fix: 'turn swap off while measuring: swapoff -a',
        },
  ];
}

async function findTechnologies(verbose: boolean, terminal: Terminal): Promise<Finding[]> {
  using interruption = watchInterruption(terminal);
  const { signal } = interruption;
  await using workbench = openWorkbench(terminal, verbose);
  const image = await prepareImage(
    { kind: 'builtin', name: 'hello' },
    join(workbench.stateDirectory, 'images'),
    undefined,
    signal,
  );
  await using sessions = new Sessions(
    { workload: image, builtin: image },
    (variant) => workbench.driverOf(variant.driver),
    monotonicClock,
  );
  const findings: Finding[] = [];
  for (const driver of workbench.drivers) {
    for (const [name, options] of Object.entries(driver.technology.examples)) {
      const variant = {
        name,
        driver: driver.technology.name,
        options: driver.technology.options.parse(options),
      };
      const looking = endsWhenInterrupted(
        monotonicClock,
        signal,
        preflight(variant, driver, sessions, READY, monotonicClock, signal),
      );
      const { manifest, launchMs } = await looking.catch((error: unknown) => ({
        manifest: {
          versions: {},
          label: null,
          status: {
            state: 'unavailable',
            reason: messageOf(error),
            hint: 'run again with --verbose',
          } as const,
        },
        launchMs: undefined,
      }));
      signal.throwIfAborted();
      const versions = Object.entries(manifest.versions).map(([what, version]) => `${what} ${version}`);
      if (manifest.status.state !== 'measured')
        findings.push({
          level: 'missing',
          what: name,
          detail: manifest.status.reason,
          fix: manifest.status.hint,
        });
      else
        findings.push({
          level: manifest.label === null ? 'good' : 'limited',
          what: name,
          detail: [
            `ready in ${formatDuration(launchMs ?? 0)}`,
            ...versions,
            ...(manifest.label === null ? [] : [manifest.label]),
          ].join(', '),
        });
    }
  }
  return findings;
}

/** From this share on, a limit is close enough to be named before a density run. */
const NEAR = 0.5;

function findWalls(): Finding[] {
  return hostWalls().map(({ name, limit, used, unit, meaning, raise }): Finding => {
    const text = (value: number) => (unit === 'bytes' ? formatBytes(value) : value.toLocaleString('en'));
    const detail = `${used === undefined ? text(limit) : `${text(used)} of ${text(limit)} used`} (${meaning})`;
    return used !== undefined && used / limit > NEAR
      ? { level: 'limited', what: name, detail, fix: raise }
      : { level: 'good', what: name, detail };
  });
}

function findLeftovers(): Finding[] {
  const dead = deadOwners();
  return dead.length === 0
    ? [{ level: 'good', what: 'leftovers', detail: 'none' }]
    : [
        {
          level: 'limited',
          what: 'leftovers',
          detail: `${counted(dead.length, 'killed run')} left something behind`,
          fix: 'remove it: isodense sweep',
        },
      ];
}

const MARK = { good: '✓', limited: '!', missing: '✗' } as const;

function describe({ level, what, detail, fix }: Finding, width: number, colour: boolean): string {
  const paint = createColors(colour);
  const tint = { good: paint.green, limited: paint.yellow, missing: paint.red }[level];
  const finding = `${tint(MARK[level])} ${paint.bold(visible(what.padEnd(width)))} ${visible(detail)}`;
  return fix === undefined ? finding : `${finding}\n${' '.repeat(width + 3)}→ ${visible(fix)}`;
}
