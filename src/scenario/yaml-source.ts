import { isMap, isScalar, isSeq, type Document } from 'yaml';
import { visible } from '../model/shown.ts';
import type { ScenarioProblem } from './scenario-error.ts';
import { parseWithinLimits } from './yaml-limits.ts';
import { startOf, YamlNodes, type Path } from './yaml-nodes.ts';

/** Plain data from a YAML text that still knows the place of each value. */
export interface YamlSource {
  readonly data: unknown;
  /** Problems with the YAML itself, and constructs that a scenario cannot use. */
  readonly problems: readonly ScenarioProblem[];
  /** Whether there is data that can be checked further. */
  readonly checkable: boolean;
  /**
   * A problem at the value of a path, or at its key; at the nearest parent if the path does not exist.
   */
  problemAt(path: Path, target: 'key' | 'value', text: string): ScenarioProblem;
  /**
   * Keys of the mapping at a path in the order of the file, which JavaScript objects lose for keys like `1`.
   */
  keysOf(path: Path): readonly string[];
}

type At = (offset: number, path: Path, message: string) => ScenarioProblem;

export function readYaml(text: string): YamlSource {
  const { documents, lines, excess } = parseWithinLimits(text);
  const at: At = (offset, path, message) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), path: formatPath(path), text: message };
  };
  const [document, second] = documents;
  if (excess !== undefined || document === undefined)
    return unreadable([at(excess?.offset ?? 0, [], excess?.text ?? 'not valid YAML: there is no document')]);
  const broken = documents
    .flatMap(({ errors }) => errors)
    .map(({ pos, message }) => at(pos[0], [], `not valid YAML: ${message}`));
  const unusual =
    second !== undefined
      ? [
          at(
            second.range[0],
            [],
            'not valid YAML: expected one document, got several; ' +
              'keep one, and move the others to their own files',
          ),
        ]
      : versionProblems(document, at);
  if (broken.length > 0 || unusual.length > 0) return unreadable([...broken, ...unusual]);
  const nodes = new YamlNodes(document);
  const problems = [
    ...document.warnings.map(({ pos, message }) => at(pos[0], [], `not valid YAML: ${message}`)),
    ...nodes.problems.map(({ offset, path, text: message }) => at(offset, path, message)),
  ];
  if (nodes.problems.some(({ fatal }) => fatal)) return unreadable(problems);
  return {
    data: document.toJS({ maxAliasCount: -1 }) as unknown,
    problems,
    checkable: true,
    problemAt: (path, target, message) => at(offsetOf(document, nodes, path, target), path, message),
    keysOf: (path) => keysAt(document, nodes, path),
  };
}

function unreadable(problems: readonly ScenarioProblem[]): YamlSource {
  const [first] = problems;
  return {
    data: undefined,
    problems,
    checkable: false,
    problemAt: (_, __, text) => ({ ...first!, text }),
    keysOf: () => [],
  };
}

/** YAML 1.1 reads `no`, `012` and dates in ways that nobody expects in a scenario. */
function versionProblems(document: Document.Parsed, at: At): ScenarioProblem[] {
  const { version } = document.directives.yaml;
  return version === '1.2'
    ? []
    : [at(0, [], `expected YAML 1.2, got a %YAML ${version} directive; remove it`)];
}

function formatPath(path: Path): string {
  return visible(
    path
      .map((part, index) =>
        typeof part === 'number'
          ? `[${part}]`
          : `${index === 0 ? '' : '.'}${/^[^\s."[\]]+$/.test(part) ? part : JSON.stringify(part)}`,
      )
      .join(''),
    200,
  );
}

function childOf(
  nodes: YamlNodes,
  node: unknown,
  part: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) return nodes.pairs(node).get(String(part));
  if (isSeq(node))
    return typeof part === 'number' && part in node.items
      ? { key: node.items[part], value: node.items[part] }
      : undefined;
  return undefined;
}

function keysAt(document: Document.Parsed, nodes: YamlNodes, path: Path): string[] {
  let node: unknown = nodes.resolve(document.contents);
  for (const part of path) node = nodes.resolve(childOf(nodes, node, part)?.value);
  return isMap(node) ? [...nodes.pairs(node).keys()] : [];
}

function offsetOf(document: Document.Parsed, nodes: YamlNodes, path: Path, target: 'key' | 'value'): number {
  let node: unknown = nodes.resolve(document.contents);
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const child = childOf(nodes, node, part);
    if (child === undefined) return offset;
    const key = startOf(child.key) ?? offset;
    // A key without a value has a node somewhere after the colon; the key is what the reader recognises.
    const empty = child.value === null || (isScalar(child.value) && child.value.value === null);
    offset = index === path.length - 1 && target === 'value' && !empty ? (startOf(child.value) ?? key) : key;
    node = nodes.resolve(child.value);
  }
  return offset;
}
