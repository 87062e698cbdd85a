import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/**
 * What these tests read of action.yml and of workflows (docs.github.com: metadata syntax, workflow syntax).
 */
export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly RunStep[] };
}

export interface RunStep {
  readonly id: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

export interface Workflow {
  readonly name: string;
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly 'runs-on': string; readonly steps: readonly WorkflowStep[] }>
  >;
}

export interface WorkflowStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

export function readYaml<T>(file: string): T {
  return parse(readFileSync(file, 'utf8')) as T;
}

/** What stands between `${{` and `}}`. */
export function expressionsIn(text: string): string[] {
  return [...text.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression]) => expression!);
}

/**
 * `inputs.a`, `steps.b.outputs.c` and `'text'`, joined by `||`: an expression as GitHub evaluates it, where
 * nothing is the empty text.
 */
function evaluate(expression: string, lookUp: (path: string) => string | undefined): string {
  const values = expression
    .split('||')
    .map((operand) => operand.trim())
    .map((operand) => /^'(.*)'$/.exec(operand)?.[1] ?? lookUp(operand) ?? '');
  return values.find((value) => value !== '') ?? '';
}

export function substitute(text: string, lookUp: (path: string) => string | undefined): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => evaluate(expression, lookUp));
}
