import type { ImageConfig } from '../image/image.ts';
import { IsodenseError } from '../model/errors.ts';

/** The same default as engines use. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface EnvironmentOf {
  readonly config: ImageConfig;
  /** The workload's, on top of the image's. */
  readonly extra: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly home: string;
}

/**
 * The environment of a workload, `NAME=value` each, as an engine with runc puts it together: PATH and
 * HOSTNAME are there unless the image says otherwise, HOME is the user's unless it is set, later entries win,
 * and an entry without `=` takes a default away. Nothing of the host's.
 *
 * @throws IsodenseError (usage) for an entry that no process can have
 */
export function environmentOf({ config, extra, hostname, home }: EnvironmentOf): string[] {
  const defaults = [
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
  ] as const;
  const variables = new Map<string, string>(defaults);
  for (const entry of config.env) {
    const equals = entry.indexOf('=');
    if (equals === 0 || entry.includes('\0')) {
      throw new IsodenseError(
        'usage',
        `the image sets an environment variable that no process can have: ${JSON.stringify(entry)}`,
        { hint: 'change ENV in the image: expected is NAME=value' },
      );
    }
    if (equals > 0) variables.set(entry.slice(0, equals), entry.slice(equals + 1));
    else if (defaults.some(([name]) => name === entry)) variables.delete(entry);
  }
  for (const [name, value] of Object.entries(extra)) variables.set(name, value);
  if (!variables.get('HOME')) variables.set('HOME', home);
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

/**
 * Variables that an image sets more than once, with the last value each: which one an engine takes depends on
 * whether it is given others.
 */
export function repeatedVariables({ env }: ImageConfig): string[] {
  const last = new Map<string, string>();
  const repeated = new Set<string>();
  for (const entry of env.filter((text) => text.includes('='))) {
    const name = entry.slice(0, entry.indexOf('='));
    if (last.has(name)) repeated.add(name);
    last.set(name, entry);
  }
  return [...repeated].map((name) => last.get(name)!);
}
