import { readKernelText } from './procfs.ts';

const CPU = '/sys/devices/system/cpu/cpu0/cpufreq';

/**
 * Rate of the CPU's time-stamp counter in kHz, as well as user space can know it; undefined where there is
 * none. The counter runs at the base frequency. A CPU without frequency scaling (any VM's) has /proc/cpuinfo
 * say the counter's rate itself; with scaling that figure is the momentary clock, and the base frequency is
 * cpufreq's or in the model's name.
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
