import { readKernelText } from './procfs.ts';

const CPU = '/sys/devices/system/cpu/cpu0/cpufreq';

/**
 * Rate of the CPU's time-stamp counter in kHz, as far as user space can know it; undefined if there is
 * none. The counter runs at the base frequency. For a CPU without frequency scaling (as in any VM),
 * /proc/cpuinfo shows the counter's rate; with scaling that figure is the current clock rate, and the base
 * frequency comes from cpufreq or the model's name.
 */
export function timeStampCounterKHz(): number | undefined {
  const base = Number(readKernelText(`${CPU}/base_frequency`) ?? Number.NaN);
  if (base > 0) return base;
  const information = readKernelText('/proc/cpuinfo') ?? '';
  const named = /^model name\s*:.*@ ([\d.]+)GHz/m.exec(information)?.[1];
  const clock = /^cpu MHz\s*:\s*([\d.]+)/m.exec(information)?.[1];
  const scaled = readKernelText(`${CPU}/scaling_driver`) !== undefined;
  if (scaled && named !== undefined) return Math.round(Number(named) * 1e6);
  return clock === undefined ? undefined : Math.round(Number(clock) * 1e3);
}
