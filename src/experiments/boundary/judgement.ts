import type { Decoys, HostFacts } from '../../model/host-facts.ts';
import type { BoundaryOutcome } from '../../model/records.ts';

/** What one instance answered, by the name of the finding. */
export type Answers = Readonly<Record<string, string>>;

/** Everything that was seen, inside two instances side by side and on the host. */
export interface Look {
  readonly a: Answers;
  readonly b: Answers;
  readonly host: HostFacts;
  readonly decoys: Decoys;
  /** Connections that the decoy's port accepted from A. */
  readonly connections: number;
  /** What B was told to say to whoever connects or looks. */
  readonly siblingMarker: string;
}

export interface Judgement {
  readonly outcome: BoundaryOutcome;
  readonly evidence: string;
}

/**
 * One question. `isolated`: kept apart from the host and the sibling. `shared`: the host's, by design of the
 * technology, and no more than a fact or a bounded power. `leaked`: something of the host's or of others'
 * that can be read, reached, changed or exhausted, although technologies exist that keep it apart.
 */
export interface Check {
  /** Dotted; the part before the dot is its group. */
  readonly name: string;
  /** What holds when the outcome is `isolated`. */
  readonly title: string;
  readonly judge: (look: Look) => Judgement;
}

const judgement =
  (outcome: BoundaryOutcome) =>
  (evidence: string): Judgement => ({ outcome, evidence });
export const isolated = judgement('isolated');
export const shared = judgement('shared');
export const leaked = judgement('leaked');
export const notTestable = judgement('not-testable');

/** A look at what A answered to one question. */
export function asked(name: string, judge: (answer: string, look: Look) => Judgement): Check['judge'] {
  return (look) => {
    const answer = look.a[name];
    return answer === undefined
      ? notTestable(`the instance did not answer what its ${name.replaceAll('-', ' ')} is`)
      : judge(answer, look);
  };
}

/**
 * Whether the instance runs on a kernel of its own. A boot id names one running kernel; without one (an
 * application kernel has none) another release than the host's is another kernel.
 */
export function hasOwnKernel({ a, host }: Look): boolean {
  const bootId = a['boot-id'] ?? '';
  if (bootId !== '' && host.bootId !== '') return bootId !== host.bootId;
  const release = a['release'] ?? '';
  return release !== '' && release !== host.kernel;
}

/** In evidence: which kernel it is that allows something. */
export function ownKernel({ a }: Look): string {
  return `in a kernel of its own (${a['release'] ?? 'unnamed'})`;
}

const REFUSED =
  /permi|denied|read-only|there is no|no such|not there|no disk|covered|can't open|refused|can't connect|nonexistent|terminated/i;

/**
 * A thing tried: refused is isolated; allowed by a kernel of its own is isolated as well, since the host's is
 * untouched; allowed by the host's kernel is what `allowed` says. Refused for another reason than permission
 * says nothing.
 */
export function tried(name: string, allowed: (said: string, look: Look) => Judgement): Check['judge'] {
  return asked(name, (answer, look) => {
    const worked = answer.startsWith('yes');
    const said = plain(answer.replace(/^(yes|no) ?/, '')) || (worked ? 'allowed' : 'refused');
    if (hasOwnKernel(look)) return isolated(`${worked ? 'allowed' : 'refused'} ${ownKernel(look)}: ${said}`);
    if (worked) return allowed(said, look);
    return REFUSED.test(said) ? isolated(said) : notTestable(said);
  });
}

/** Where the host itself lacks the thing, that an instance cannot have it proves nothing. */
export function whereHostHas(path: string, judge: Check['judge']): Check['judge'] {
  return (look) =>
    look.host.present[path] === true || hasOwnKernel(look)
      ? judge(look)
      : notTestable(`the host itself has no ${path}`);
}

/** Without the shell's own place in its script. */
function plain(said: string): string {
  return said.replaceAll(/\S*: (\/probe: )?line \d+: /g, '').trim();
}
