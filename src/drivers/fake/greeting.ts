/**
 * What the builtin image says on start, word for word as images/hello/hello says it, from a machine that does
 * not exist.
 */
export function greetingOf(
  hostname: string,
  index: number,
): { readonly beforeReady: string; readonly afterReady: string } {
  const beforeReady = [
    'Hello from isodense!',
    `hostname: ${hostname}`,
    'system: Fake',
    'kernel: 0.0.0-fake',
    'architecture: fake64',
    'boot: 00000000-0000-0000-0000-000000000000',
    'READY',
  ];
  return {
    beforeReady: `${beforeReady.join('\n')}\n`,
    afterReady: `address: 192.0.2.${(index % 254) + 1}\n`,
  };
}
