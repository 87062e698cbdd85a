import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { shown } from '../model/shown.ts';

export type Path = readonly (string | number)[];

/** How many values all aliases together may add to the written ones, and how many levels of nesting. */
const MOST_UNFOLDED = 10_000;
const DEEPEST = 100;

/**
 * Tags that the library turns into something other than plain data. It warns about unknown tags itself.
 */
const ODD_TAGS: ReadonlySet<string> = new Set(
  ['binary', 'merge', 'omap', 'pairs', 'set', 'timestamp'].map((name) => `tag:yaml.org,2002:${name}`),
);

interface NodeProblem {
  readonly offset: number;
  readonly path: Path;
  readonly text: string;
  /** The data cannot be read at all. */
  readonly fatal: boolean;
}

/** The size of a node when its aliases are followed. */
interface Size {
  readonly values: number;
  readonly depth: number;
}

/** Resolves aliases, and finds problems in the nodes of a document that is valid YAML. */
export class YamlNodes {
  readonly problems: NodeProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  readonly #sizes = new Map<Node, Size>();
  readonly #open = new Set<Node>();
  #written = 0;
  readonly #keys = new Map<YAMLMap, Map<string, Pair>>();

  constructor(document: Document.Parsed) {
    const { values, depth } = this.#visit(document.contents, []);
    if (this.problems.some(({ fatal }) => fatal)) return;
    const excess =
      values > this.#written + MOST_UNFOLDED
        ? `${MOST_UNFOLDED} values`
        : depth > DEEPEST
          ? `${DEEPEST} levels`
          : undefined;
    if (excess !== undefined)
      this.#report(
        document.contents,
        [],
        `not valid YAML: Excessive alias count: aliases expand to more than ${excess}; write the values out`,
        true,
      );
  }

  /** The node itself, or the one that it is an alias of. */
  resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  /** Pairs of a mapping by the text of their keys, in the order of the file. */
  pairs(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#keys.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) {
      const key = this.#keyText(pair);
      if (!pairs.has(key)) pairs.set(key, pair);
    }
    this.#keys.set(map, pairs);
    return pairs;
  }

  /** As in the parsed data: the library turns keys into strings in the same way. */
  #keyText(pair: Pair): string {
    const key = this.resolve(pair.key);
    if (!isScalar(key)) return String(key);
    return key.value === null
      ? ''
      : typeof key.value === 'number'
        ? String(key.value)
        : typeof key.value === 'string'
          ? key.value
          : JSON.stringify(key.value);
  }

  #report(node: unknown, path: Path, text: string, fatal = false): void {
    this.problems.push({ offset: startOf(node) ?? 0, path, text, fatal });
  }

  #visit(node: Node | null | undefined, path: Path): Size {
    this.#written += 1;
    if (node === null || node === undefined) return { values: 1, depth: 0 };
    if (isAlias(node)) return this.#visitAlias(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined && ODD_TAGS.has(node.tag))
      this.#report(
        node,
        path,
        `the tag ${shown(node.tag)} is not supported; use plain text, numbers, lists and mappings`,
      );
    this.#open.add(node);
    const size = isMap(node)
      ? this.#visitMap(node, path)
      : isSeq(node)
        ? sumOf(
            node.items.map((item, index) =>
              this.#visit((isPair(item) ? item.value : item) as Node, [...path, index]),
            ),
          )
        : this.#visitScalar(node, path);
    this.#open.delete(node);
    this.#sizes.set(node, size);
    return size;
  }

  #visitAlias(alias: Alias): Size {
    const target = this.#anchors.get(alias.source);
    if (target === undefined)
      this.#report(
        alias,
        [],
        `not valid YAML: Unresolved alias (the anchor must be set before the alias): ${alias.source}`,
        true,
      );
    else if (this.#open.has(target))
      this.#report(
        alias,
        [],
        `the alias *${alias.source} is inside the value that it refers to, which never ends; ` +
          'write the value out',
        true,
      );
    else this.#targets.set(alias, target);
    return (target && this.#sizes.get(target)) ?? { values: 1, depth: 0 };
  }

  #visitMap(map: YAMLMap, path: Path): Size {
    const seen = new Set<string>();
    return sumOf(
      map.items.flatMap((pair) => {
        const keySize = this.#visit(pair.key as Node | null, path);
        const key = this.#keyText(pair);
        const at = [...path, key];
        if (!isScalar(this.resolve(pair.key)) && pair.key !== null)
          this.#report(pair.key, path, 'expected text as a key, got a list or a mapping');
        else if (key === '<<')
          this.#report(
            pair.key,
            at,
            'YAML 1.2 has no merge keys; write the keys out, or use an alias for the whole mapping',
          );
        else if (key === '__proto__') this.#report(pair.key, at, 'this name is reserved; choose another');
        else if (seen.has(key)) this.#report(pair.key, at, 'this key is given twice; keep one of them');
        seen.add(key);
        return [keySize, this.#visit(pair.value as Node | null, at)];
      }),
    );
  }

  #visitScalar(node: Node, path: Path): Size {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'string' && value.includes('\0'))
      this.#report(
        node,
        path,
        'contains a NUL character, which no command line, environment variable or path can contain; remove it',
      );
    if (typeof value === 'string' && /\p{Cs}/u.test(value))
      this.#report(
        node,
        path,
        `contains half of a surrogate pair, which is not a character: ${shown(value)}; ` +
          'write the whole character',
      );
    return { values: 1, depth: 0 };
  }
}

export function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function sumOf(parts: readonly Size[]): Size {
  return parts.reduce<Size>(
    (sum, part) => ({ values: sum.values + part.values, depth: Math.max(sum.depth, part.depth + 1) }),
    { values: 1, depth: 0 },
  );
}
