import type { Asked } from './ask.ts';
import { isolated, leaked, notTestable, type Check, type Judgement } from './judgement.ts';

export interface LimitCheck extends Pick<Check, 'name' | 'title'> {
  readonly judgement: Judgement;
  readonly readings: Readonly<Record<string, string>>;
}

/** How a killed process looks to its shell: 128 + SIGKILL. */
const KILLED = '137';
const NOT_LAUNCHED = notTestable('an instance with the limit did not start');

const readingsOf = (asked: Asked | undefined, more: Readonly<Record<string, string | number>>) => ({
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, String(value)])),
  ...asked?.answers,
  ...(asked?.cutOff === undefined ? {} : { 'cut off': asked.cutOff }),
});

export function judgeMemory(
  asked: Asked | undefined,
  tried: {
    readonly limitBytes: number;
    readonly holders: number;
    readonly holderMiB: number;
    readonly onHostBytes: number;
  },
): LimitCheck {
  const limit = `${tried.limitBytes / 2 ** 20} MiB`;
  const amount = `${tried.holders} × ${tried.holderMiB} MiB`;
  /** What the host sees of it then says whether it got what it wanted. */
  const stuck = (why: string): Judgement => {
    const said = `${amount} under a limit of ${limit}: ${why}, and takes ${Math.round(tried.onHostBytes / 2 ** 20)} MiB of the host`;
    if (!(tried.onHostBytes > 0)) return notTestable(why);
    return tried.onHostBytes < tried.holders * tried.holderMiB * 2 ** 20 ? isolated(said) : leaked(said);
  };
  const judge = (): Judgement => {
    if (asked === undefined) return NOT_LAUNCHED;
    if (asked.cutOff?.startsWith('it ended') === true)
      return isolated(
        `${amount} under a limit of ${limit}: the whole instance was stopped (${asked.cutOff})`,
      );
    const codes = Object.entries(asked.answers)
      .filter(([name]) => name.startsWith('holder-'))
      .map(([, code]) => code);
    const killed = codes.filter((code) => code === KILLED).length;
    if (killed > 0)
      return isolated(
        `${amount} under a limit of ${limit}: ${killed} of its ${tried.holders} processes were killed, and it lives on`,
      );
    if (asked.cutOff !== undefined) return stuck(asked.cutOff);
    return codes.length < tried.holders
      ? notTestable('its processes did not say how they ended')
      : leaked(`${amount} under a limit of ${limit}: all of it was had (exit codes ${codes.join(', ')})`);
  };
  return {
    name: 'limits.memory',
    title: 'A memory limit holds: who takes more is stopped',
    judgement: judge(),
    readings: readingsOf(asked, { ...tried }),
  };
}

export function judgeProcesses(
  asked: Asked | undefined,
  tried: { readonly limit: number; readonly tried: number; readonly onHost: number },
): LimitCheck {
  const judge = (): Judgement => {
    if (asked === undefined) return NOT_LAUNCHED;
    const forked = Number(asked.answers['forked'] ?? 0);
    const under = `under a limit of ${tried.limit}`;
    if (forked === 0) return notTestable(asked.cutOff ?? 'it made no process at all');
    if (asked.cutOff?.startsWith('it ended') === true)
      return isolated(`${forked} processes ${under}, then the whole instance was stopped (${asked.cutOff})`);
    if (forked < tried.tried)
      return isolated(`${forked} of ${tried.tried} processes ${under}, then it could make no more`);
    // Processes of another kernel are none of the host's: what counts there is what the host has to carry.
    return tried.onHost <= tried.limit
      ? isolated(`${forked} processes inside ${under}; to the host they are ${tried.onHost}`)
      : leaked(`${forked} processes ${under}; the host has ${tried.onHost} of it`);
  };
  return {
    name: 'limits.processes',
    title: 'A process limit holds: a fork bomb runs into it',
    judgement: judge(),
    readings: readingsOf(asked, { ...tried }),
  };
}

/** Who else suffers. */
export function judgeSibling(
  what: 'memory' | 'processes',
  asked: Asked | undefined,
  answers: boolean,
): LimitCheck {
  const judgement =
    asked === undefined
      ? NOT_LAUNCHED
      : answers
        ? isolated('its sibling still answered while or right after it was stopped')
        : leaked('its sibling no longer answered');
  return {
    name: `limits.${what}-sibling`,
    title:
      what === 'memory'
        ? 'When memory runs out, only the culprit dies'
        : 'A fork bomb is felt by nobody else',
    judgement,
    readings: { 'sibling answers': answers ? 'yes' : 'no' },
  };
}

/** A quota is enforced in periods of 100 ms, so a window of 2 s can hold one period more than its share. */
const QUOTA_TOLERANCE = 1.25;

/** @param used in cores; undefined where it could not be read */
export function judgeCpu(used: number | undefined, quota: number): LimitCheck {
  const judge = (): Judgement => {
    if (used === undefined) return notTestable('its CPU time could not be read');
    const said = `${used.toFixed(2)} cores used of ${quota} allowed`;
    return used <= quota * QUOTA_TOLERANCE ? isolated(said) : leaked(said);
  };
  return {
    name: 'limits.processor',
    title: 'A CPU quota holds',
    judgement: judge(),
    readings: { 'cores used': String(used), quota: String(quota) },
  };
}
