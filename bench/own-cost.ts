import { join } from 'node:path';
import {
  bookkeepingFindings,
  measureBookkeeping,
  measureRecordWriting,
  startStubEngine,
  type BookkeepingRound,
} from './bookkeeping.ts';
import type { Finding } from './finding.ts';
import { openLaboratory, type Laboratory } from './laboratory.ts';
import { harnessArm, requireSameContainer } from './launch/arms.ts';
import { compareArms, launchFindings, typicalLaunch, type ArmRound } from './launch/compare.ts';
import { dockerRunArm } from './launch/docker-run.ts';
import { rawArm } from './launch/raw-calls.ts';
import { launchIdle, sampleWindow, samplerFindings, type SamplerWindow } from './sampler.ts';
import type { Settings } from './settings.ts';

type Progress = (line: string) => void;

/** Everything that the findings are calculated from. Keys of the records are concurrencies. */
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
    progress(`launches with a stub engine at concurrency ${concurrency}`);
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
  const dockerRun = dockerRunArm(laboratory);
  if (dockerRun === undefined) progress('docker run is left out: there is no docker on PATH');
  await requireSameContainer(laboratory, harness, raw);
  const arms = [harness, raw, ...(dockerRun === undefined ? [] : [dockerRun])];
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
  await using containers = await launchIdle(laboratory, sampler.instances, signal);
  const take = () => sampleWindow(containers, sampler.windowMs, clock, signal);
  await take(); // warm-up, not counted
  const windows: SamplerWindow[] = [];
  while (windows.length < sampler.windows) {
    windows.push(await take());
    progress(
      `sampler: window ${windows.length} of ${sampler.windows}, ${(windows.at(-1)!.processCores * 100).toFixed(2)}% of a core`,
    );
  }
  return windows;
}
