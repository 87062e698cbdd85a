import { join } from 'node:path';
import { bookkeepingFindings } from './bookkeeping/findings.ts';
import { measureBookkeeping, type BookkeepingRound } from './bookkeeping/measure.ts';
import { measureRecordWriting } from './bookkeeping/record-writing.ts';
import { startStubEngine } from './bookkeeping/stub-engine.ts';
import type { Finding } from './finding.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { commandLineArm } from './launch/command-line-arm.ts';
import { compareArms, typicalLaunch, type ArmRound } from './launch/compare.ts';
import { launchFindings } from './launch/findings.ts';
import { harnessArm } from './launch/harness-arm.ts';
import { rawArm } from './launch/raw-arm.ts';
import { requireSameContainer } from './launch/same-container.ts';
import { populate } from './sampler/containers.ts';
import { samplerFindings } from './sampler/findings.ts';
import { sampleWindow, type SamplerWindow } from './sampler/measure.ts';
import type { Settings } from './settings.ts';

type Progress = (line: string) => void;

/** What was measured, before it was reduced to findings. Keys of the records are concurrencies. */
interface RawNumbers {
  readonly bookkeeping: Readonly<Record<number, readonly BookkeepingRound[]>>;
  readonly launches: Readonly<Record<number, readonly ArmRound[]>>;
  readonly sampler: readonly SamplerWindow[];
}

export async function measureOwnCost(
  settings: Settings,
  signal: AbortSignal,
  progress: Progress,
): Promise<{ readonly findings: readonly Finding[]; readonly raw: RawNumbers }> {
  const { bookkeeping, writing } = await withoutEngine(settings, signal, progress);
  await using laboratory = await openLaboratory(undefined, signal);
  progress(
    `engine: ${laboratory.engine.managed ? "isodense's own" : laboratory.engine.endpoint.address}, version ${laboratory.engine.version}`,
  );
  const launches = await compareLaunches(laboratory, settings, signal, progress);
  const sampler = await measureSampler(laboratory, settings, signal, progress);
  const findings = settings.launch.concurrencies.flatMap((concurrency) => [
    ...launchFindings(launches[concurrency]!, concurrency),
    ...bookkeepingFindings(
      bookkeeping[concurrency]!,
      concurrency,
      typicalLaunch(launches[concurrency]!, 'raw calls'),
    ),
  ]);
  return {
    findings: [...findings, writing, ...samplerFindings(sampler, settings.sampler.instances)],
    raw: { bookkeeping, launches, sampler },
  };
}

async function withoutEngine(
  settings: Settings,
  signal: AbortSignal,
  progress: Progress,
): Promise<{ readonly bookkeeping: Record<number, BookkeepingRound[]>; readonly writing: Finding }> {
  await using stub = await startStubEngine();
  await using laboratory = await openLaboratory(stub.address, signal);
  const harness = harnessArm(laboratory, signal);
  const raw = rawArm(laboratory);
  const bookkeeping: Record<number, BookkeepingRound[]> = {};
  for (const concurrency of settings.launch.concurrencies) {
    progress(`bookkeeping at concurrency ${concurrency}, engine stubbed`);
    bookkeeping[concurrency] = await measureBookkeeping(
      harness,
      raw,
      concurrency,
      settings.bookkeeping,
      signal,
    );
  }
  const writing = await measureRecordWriting(join(laboratory.context.stateDirectory, 'samples.jsonl'), 5_000);
  return { bookkeeping, writing };
}

async function compareLaunches(
  laboratory: Laboratory,
  settings: Settings,
  signal: AbortSignal,
  progress: Progress,
): Promise<Record<number, ArmRound[]>> {
  const harness = harnessArm(laboratory, signal);
  const raw = rawArm(laboratory);
  const commandLine = commandLineArm(laboratory);
  if (commandLine === undefined) progress('docker run: no docker command on PATH, left out');
  await requireSameContainer(laboratory, harness, raw);
  const arms = [harness, raw, ...(commandLine === undefined ? [] : [commandLine])];
  const launches: Record<number, ArmRound[]> = {};
  for (const concurrency of settings.launch.concurrencies) {
    launches[concurrency] = await compareArms({
      arms,
      concurrency,
      settings: settings.launch,
      clock: laboratory.context.clock,
      signal,
      progress,
    });
  }
  return launches;
}

async function measureSampler(
  laboratory: Laboratory,
  { sampler }: Settings,
  signal: AbortSignal,
  progress: Progress,
): Promise<SamplerWindow[]> {
  const { clock } = laboratory.context;
  progress(`sampler: launching ${sampler.instances} containers`);
  await using population = await populate(laboratory, sampler.instances, signal);
  const take = () => sampleWindow(population.targets, sampler.windowMs, clock, signal, () => {});
  await take(); // lets the compiler see the code first; not counted
  const windows: SamplerWindow[] = [];
  while (windows.length < sampler.windows) {
    windows.push(await take());
    progress(
      `sampler: window ${windows.length} of ${sampler.windows}, ${(windows.at(-1)!.processCores * 100).toFixed(2)}% of a core`,
    );
  }
  return windows;
}
