import { dirname, join } from 'node:path';
import { parseAst } from 'vitest/node';

/** What the architecture's rules look at in one file. Paths are relative to the repository's root. */
export interface SourceFile {
  readonly path: string;
  readonly lineCount: number;
  readonly imports: readonly ImportUse[];
  readonly strings: readonly {
    readonly text: string;
    readonly line: number;
    /** The line of code that it stands on. */
    readonly code: string;
  }[];
  /**
   * Uses of names that the file doesn't bind itself: `process`, with the member that is asked of it,
   * `stdout`.
   */
  readonly globals: readonly {
    readonly name: string;
    readonly member: string | undefined;
    readonly line: number;
  }[];
}

export interface ImportUse {
  readonly specifier: string;
  /** The file behind a relative specifier; undefined for a package or a builtin module. */
  readonly target: string | undefined;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

type Node = { readonly type: string; readonly start: number } & Record<string, unknown>;

const WATCHED_GLOBALS = new Set([
  'AbortSignal',
  'process',
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'require',
]);
/** TypeScript's nodes that wrap an expression; all others only hold types. */
const EXPRESSION_WRAPPERS = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSInstantiationExpression',
]);

export function parseSource(path: string, text: string): SourceFile {
  const imports: ImportUse[] = [];
  const strings: { text: string; line: number; code: string }[] = [];
  const codeLines = text.split('\n');
  const globals: { name: string; member: string | undefined; line: number }[] = [];
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length;

  const addString = (value: string, node: Node): void => {
    const line = lineOf(node);
    strings.push({ text: value, line, code: codeLines[line - 1]! });
  };

  const addImport = (source: unknown, typeOnly: boolean): void => {
    if (!isNode(source) || typeof source['value'] !== 'string') return;
    const specifier = source['value'];
    const target = specifier.startsWith('.') ? join(dirname(path), specifier) : undefined;
    imports.push({ specifier, target, typeOnly, line: lineOf(source) });
  };

  const visit = (node: Node, bound: Set<string>): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        for (const specifier of nodesIn(node['specifiers'])) bind(specifier['local'], bound);
        addImport(
          node['source'],
          node['importKind'] === 'type' || allTypes(node['specifiers'], 'importKind'),
        );
        return;
      case 'ExportAllDeclaration':
        addImport(node['source'], node['exportKind'] === 'type');
        return;
      case 'ExportNamedDeclaration':
        addImport(
          node['source'],
          node['exportKind'] === 'type' || allTypes(node['specifiers'], 'exportKind'),
        );
        if (isNode(node['declaration'])) visit(node['declaration'], bound);
        return;
      case 'ImportExpression':
        addImport(node['source'], false);
        return;
      case 'TSImportType':
        addImport(node['source'], true);
        return;
      case 'Literal':
        if (typeof node['value'] === 'string') addString(node['value'], node);
        return;
      case 'TemplateElement':
        addString(String((node['value'] as { cooked?: string }).cooked), node);
        return;
      case 'Identifier':
        use(node, undefined, bound);
        break; // its type may hold imports
      case 'MemberExpression': {
        const { object, property, computed } = node;
        if (isNode(object) && object.type === 'Identifier')
          use(object, isNode(property) ? nameOf(property) : undefined, bound);
        else if (isNode(object)) visit(object, bound);
        if (computed === true && isNode(property)) visit(property, bound);
        return;
      }
      case 'VariableDeclarator':
        bind(node['id'], bound);
        break;
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const inner = new Set(bound);
        for (const parameter of nodesIn(node['params'])) bind(parameter, inner);
        visitChildren(node, inner);
        return;
      }
      default:
    }
    visitChildren(node, bound);
  };

  const visitChildren = (node: Node, bound: Set<string>): void => {
    // The name of a property isn't a use of a variable of that name.
    const skipped = node['computed'] === true || node['shorthand'] === true ? undefined : 'key';
    const onlyTypes = node.type.startsWith('TS') && !EXPRESSION_WRAPPERS.has(node.type);
    for (const [name, value] of Object.entries(node)) {
      if (name === skipped) continue;
      for (const child of nodesIn(value))
        if (!(onlyTypes && child.type === 'Identifier')) visit(child, bound);
    }
  };

  const use = (node: Node, member: string | undefined, bound: Set<string>): void => {
    const name = nameOf(node) ?? '';
    if (WATCHED_GLOBALS.has(name) && !bound.has(name)) globals.push({ name, member, line: lineOf(node) });
  };

  // oxlint-disable-next-line typescript/no-deprecated -- its successor is not handed on by any direct dependency
  visit(parseAst(text, { lang: 'ts' }, path) as unknown as Node, new Set());
  return { path, lineCount: text.replace(/\n$/, '').split('\n').length, imports, strings, globals };
}

function bind(pattern: unknown, bound: Set<string>): void {
  if (!isNode(pattern)) return;
  if (pattern.type === 'Identifier') bound.add(nameOf(pattern) ?? '');
  else
    for (const part of ['left', 'argument', 'value', 'properties', 'elements'])
      for (const child of nodesIn(pattern[part])) bind(child, bound);
}

function allTypes(specifiers: unknown, kind: 'importKind' | 'exportKind'): boolean {
  const all = nodesIn(specifiers);
  return all.length > 0 && all.every((specifier) => specifier[kind] === 'type');
}

function nameOf(node: Node): string | undefined {
  const name = node['name'] ?? node['value'];
  return typeof name === 'string' ? name : undefined;
}

function nodesIn(value: unknown): Node[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
