import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair } from 'yaml';
import { messageOf } from '../model/errors.ts';
import type { ScenarioProblem } from './scenario-error.ts';

export type Path = readonly (string | number)[];

/** A YAML text as plain data that still knows where each part of it stands. */
export interface YamlSource {
  readonly data: unknown;
  /** What YAML itself finds wrong. Only repeated keys leave data that is worth checking further. */
  readonly problems: readonly ScenarioProblem[];
  readonly checkable: boolean;
  /** A problem at the value of a path, or at its key; at the nearest part around it where the path does not exist. */
  problemAt(path: Path, target: 'key' | 'value', text: string): ScenarioProblem;
  /** Keys of the mapping at a path in the order of the file, which JavaScript objects lose for keys like `1`. */
  keysOf(path: Path): readonly string[];
}

export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, path: Path, message: string): ScenarioProblem => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), path: formatPath(path), text: message };
  };
  const broken = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY');
  const problems = [...document.errors, ...document.warnings].map((error) =>
    error.code === 'DUPLICATE_KEY' ? repeatedKey(document, error.pos[0], at) : at(error.pos[0], [], `not valid YAML: ${error.message}`),
  );
  const { data, failure } = toData(document, at);
  return {
    data,
    problems: failure === undefined || broken.length > 0 ? problems : [...problems, failure],
    checkable: broken.length === 0 && failure === undefined,
    problemAt: (path, target, message) => at(offsetOf(document, path, target), path, message),
    keysOf: (path) => mapKeys(nodeAt(document, path)),
  };
}

function formatPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

type At = (offset: number, path: Path, message: string) => ScenarioProblem;

function toData(document: Document.Parsed, at: At): { readonly data: unknown; readonly failure?: ScenarioProblem } {
  try {
    return { data: document.toJS() as unknown };
  } catch (error) {
    // Aliases without an anchor, and aliases of aliases that would unfold without end.
    let offset = 0;
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) !== undefined) return undefined;
        offset = alias.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    return { data: undefined, failure: at(offset, [], `not valid YAML: ${messageOf(error)}`) };
  }
}

function repeatedKey(document: Document.Parsed, offset: number, at: At): ScenarioProblem {
  let path: Path = [];
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (startOf(pair.key) !== offset) return undefined;
      const pairs = [...ancestors, pair].filter((node): node is Pair => 'key' in node);
      path = pairs.map((ancestor) => keyText(ancestor));
      return visit.BREAK;
    },
  });
  return at(offset, path, 'this key is given twice; keep one of them');
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

function keyText(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function mapKeys(node: unknown): string[] {
  return isMap(node) ? node.items.map(keyText) : [];
}

function nodeAt(document: Document.Parsed, path: Path): unknown {
  let node: unknown = resolved(document, document.contents);
  for (const part of path) node = resolved(document, childOf(node, part)?.value);
  return node;
}

function childOf(node: unknown, part: string | number): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) return node.items.find((pair) => keyText(pair) === String(part));
  if (isSeq(node)) return typeof part === 'number' && part in node.items ? { key: node.items[part], value: node.items[part] } : undefined;
  return undefined;
}

function offsetOf(document: Document.Parsed, path: Path, target: 'key' | 'value'): number {
  let node: unknown = resolved(document, document.contents);
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const child = childOf(node, part);
    if (child === undefined) return offset;
    const key = startOf(child.key) ?? offset;
    // A key without a value has a node somewhere after the colon; the key is what the reader recognises.
    const empty = child.value === null || (isScalar(child.value) && child.value.value === null);
    offset = index === path.length - 1 && target === 'value' && !empty ? (startOf(child.value) ?? key) : key;
    node = resolved(document, child.value);
  }
  return offset;
}
