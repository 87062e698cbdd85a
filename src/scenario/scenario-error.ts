import { IsodenseError } from '../model/errors.ts';

/** One thing wrong with a scenario file. */
export interface ScenarioProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Where in the document: `variants.vm.memory`, `experiments.startup.densities[1]`; empty for the whole of it. */
  readonly path: string;
  /** What was expected, what was got, and the way out. */
  readonly text: string;
}

/** A scenario that does not validate, with everything that is wrong with it, in the order of the file. */
export class ScenarioError extends IsodenseError {
  readonly file: string;
  readonly problems: readonly ScenarioProblem[];

  constructor(file: string, problems: readonly ScenarioProblem[]) {
    const inOrder = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    super('usage', inOrder.map((problem) => formatProblem(file, problem)).join('\n'), {
      hint: 'nothing was run; `isodense schema` prints a JSON Schema with which editors complete and check scenarios',
    });
    this.file = file;
    this.problems = inOrder;
  }
}

/** `scenarios/x.yaml:12:5 variants.vm.memmory: unknown key; did you mean "memory"? …` */
function formatProblem(file: string, { line, column, path, text }: ScenarioProblem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${text}`;
}
