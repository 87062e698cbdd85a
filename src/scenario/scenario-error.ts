import { IsodenseError } from '../model/errors.ts';
import { visible } from '../model/shown.ts';

/** Nobody reads more, and finding the place of each takes time. */
const MOST_SHOWN = 50;
const LONGEST_TEXT = 500;

/** One problem in a scenario file. */
export interface ScenarioProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /**
   * Where in the document: `variants.vm.memory`, `experiments.startup.densities[1]`; empty for the whole
   * document.
   */
  readonly path: string;
  /** What was expected, what was found, and how to fix it. */
  readonly text: string;
}

/** A scenario that does not validate, with all of its problems in the order of the file. */
export class ScenarioError extends IsodenseError {
  readonly file: string;
  readonly problems: readonly ScenarioProblem[];

  constructor(file: string, problems: readonly ScenarioProblem[]) {
    const inOrder = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    const shown = inOrder.slice(0, MOST_SHOWN).map((problem) => formatProblem(file, problem));
    super(
      'usage',
      [
        ...shown,
        ...(inOrder.length > MOST_SHOWN ? [`and ${inOrder.length - MOST_SHOWN} more problems`] : []),
      ].join('\n'),
      {
        hint:
          'nothing was run; `isodense schema` prints a JSON Schema that lets editors complete and ' +
          'check scenarios',
      },
    );
    this.file = file;
    this.problems = inOrder;
  }
}

/** `scenarios/x.yaml:12:5 variants.vm.memmory: unknown key; did you mean "memory"? …` */
function formatProblem(file: string, { line, column, path, text }: ScenarioProblem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${visible(text, LONGEST_TEXT)}`;
}
