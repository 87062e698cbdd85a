import type { ComparedSource, RunComparison } from '../../../model/comparison.ts';
import type { ReportVariant } from '../../../sections/context.ts';

/** The reference first, then the candidates in their order. */
export function sourcesOf({ reference, candidates }: RunComparison): readonly ComparedSource[] {
  return [reference, ...candidates.map(({ source }) => source)];
}

/** `B after`: the letter says where it stands, the name which it is. */
export function sourceName({ letter, name }: ComparedSource): string {
  return `${letter} ${name.replace(/\/+$/, '').split('/').at(-1)}`;
}

/** A source with a colour, dash and symbol of its own, as charts, keys and tables draw a variant. */
export function drawnSources(comparison: RunComparison): ReportVariant[] {
  return sourcesOf(comparison).map((source, index) => ({
    name: sourceName(source),
    driver: '',
    status: { state: 'measured' },
    versions: {},
    label: null,
    configuration: {},
    index,
    isReference: index === 0,
  }));
}
