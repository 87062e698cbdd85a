import { parse, stringify } from 'yaml';
import { IsodenseError } from '../model/errors.ts';
import { suggestion } from './did-you-mean.ts';
import { isMapping, type Mapping } from './issues.ts';

export interface AbRequest {
  /** The variant that both sides start from. Optional where the scenario has only one. */
  readonly variant?: string | undefined;
  /**
   * `network=none`, `image.revision=v1.2`, `cpus=0.5`: what each side adds to the variant, or changes in
   * it.
   */
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** Metrics to judge, by the names that gates use. */
  readonly metrics: readonly string[];
  /** Such as `5%`. */
  readonly maxRegression: string;
}

/** Keys of a scenario that are dropped: they may name variants that are not measured. */
const LEFT_OUT = new Set(['reference', 'gates', 'twin', 'question']);

/**
 * Turns a valid scenario into one that compares two configurations of one of its variants, `b` with `a`,
 * beside a twin of `a`.
 * @throws IsodenseError (usage) when the scenario has no such variant, or a side is not KEY=VALUE
 */
export function abScenario(
  text: string,
  { variant: asked, a, b, metrics, maxRegression }: AbRequest,
): string {
  const document = parse(text) as Mapping & { readonly variants: Readonly<Record<string, Mapping>> };
  const name = variantIn(Object.keys(document.variants), asked);
  const side = (written: readonly string[]): Mapping =>
    applied({ ...document.variants[name] }, pairsOf(written), document['image']);
  const kept = Object.fromEntries(Object.entries(document).filter(([key]) => !LEFT_OUT.has(key)));
  return stringify({
    ...kept,
    name: `${String(document['name']).slice(0, 60)}-ab`,
    question: `Is ${name} worse with ${described(b)} (b) than with ${described(a)} (a)?`,
    reference: 'a',
    twin: true,
    variants: { a: side(a), b: side(b) },
    gates: metrics.map((metric) => ({ metric, of: 'b', over: 'a', maxRegression })),
  });
}

function variantIn(names: readonly string[], asked: string | undefined): string {
  if (asked === undefined) {
    if (names.length === 1) return names[0]!;
    throw new IsodenseError(
      'usage',
      `expected the name of the variant to change; the scenario has ${names.join(', ')}`,
      { hint: `name it: --variant ${names[0]}` },
    );
  }
  if (names.includes(asked)) return asked;
  throw new IsodenseError('usage', `no variant of the scenario is called "${asked}"`, {
    hint: suggestion(asked, names),
  });
}

type Pair = readonly [path: readonly string[], value: unknown];

/**
 * A comma ends a pair only where another key follows: `capDrop=[ALL,SYS_ADMIN],network=none` is two pairs.
 */
function pairsOf(written: readonly string[]): Pair[] {
  return written
    .flatMap((text) => text.split(/,(?=\s*[A-Za-z][\w.-]*=)/))
    .map((text): Pair => {
      const [, key, value] = /^\s*([A-Za-z][\w.-]*)=(.+)$/s.exec(text) ?? [];
      if (key === undefined || value === undefined)
        throw new IsodenseError('usage', `expected KEY=VALUE, got "${text}"`, {
          hint:
            'use the keys of a variant in a scenario: ' +
            'cpus=0.5, network=none, image.revision=v1.2, env.LEVEL=debug',
        });
      return [key.split('.'), valueOf(value)];
    });
}

function valueOf(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return text; // an address with a colon and a space is not valid YAML, but is a string all the same
  }
}

/**
 * `revision` keeps the image, which is the scenario's if the variant has none. Any other key of an image
 * names another image.
 */
function applied(variant: Mapping, pairs: readonly Pair[], scenarioImage: unknown): Mapping {
  const isRevision = ([path]: Pair): boolean => path[0] === 'image' && path[1] === 'revision';
  const ordered = [...pairs.filter((pair) => !isRevision(pair)), ...pairs.filter(isRevision)];
  return ordered.reduce<Mapping>((result, pair) => {
    const [path, value] = pair;
    const start =
      path[0] !== 'image' || path.length < 2
        ? result
        : { ...result, image: isRevision(pair) ? (result['image'] ?? scenarioImage) : {} };
    return withValue(start, path, value);
  }, variant);
}

function withValue(mapping: Mapping, [key, ...rest]: readonly string[], value: unknown): Mapping {
  const inner = mapping[key!];
  return {
    ...mapping,
    [key!]: rest.length === 0 ? value : withValue(isMapping(inner) ? inner : {}, rest, value),
  };
}

function described(written: readonly string[]): string {
  return written.length === 0 ? 'the scenario as it is' : written.join(', ');
}
