import type { GateRule } from '../model/gate.ts';
import type { Variant } from '../model/scenario.ts';

const LONGEST_NAME = 31;

/**
 * Whether a rule compares two series, so that a twin can show the smallest difference that it can detect.
 */
export function compares(rule: GateRule): rule is GateRule & { readonly kind: 'ratio' | 'regression' } {
  return rule.kind === 'ratio' || rule.kind === 'regression';
}

/**
 * The variants, with a twin (A′) of the reference right after it: the same in everything but its name.
 */
export function withTwin(variants: readonly Variant[], reference: string): Variant[] {
  const names = new Set(variants.map(({ name }) => name));
  return variants.flatMap((variant) =>
    variant.name === reference
      ? [variant, { ...variant, name: twinName(reference, names), twinOf: reference }]
      : [variant],
  );
}

function twinName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? '-twin' : `-twin${count}`;
    const candidate = `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
