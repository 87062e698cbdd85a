/**
 * CPU seconds, user and system, that this process has used so far, all of its threads. Source: getrusage(2).
 */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
