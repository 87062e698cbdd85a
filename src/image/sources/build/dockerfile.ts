/**
 * Just enough of the Dockerfile format to name lines and to see what a builder must support. The engine's
 * builder does the real parsing.
 */
export interface Instruction {
  /** Of its first line, from 1. */
  readonly line: number;
  /** `RUN`, in capitals. */
  readonly name: string;
  /** The whole instruction on one line, as builders print it. */
  readonly text: string;
}

/**
 * Comments are left out, continued lines joined, and bodies of heredocs skipped (Dockerfile reference,
 * "Format").
 */
export function readInstructions(dockerfile: string): Instruction[] {
  const lines = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/);
  const escape = directiveOf(dockerfile, 'escape')?.value === '`' ? '`' : '\\';
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = index;
    if (isBlank(lines[index]!)) continue;
    let text = lines[index]!.trim();
    while (text.endsWith(escape) && index + 1 < lines.length) {
      index += 1;
      if (!isBlank(lines[index]!)) text = `${text.slice(0, -1)}${lines[index]!.trimEnd()}`;
    }
    const name = /^[A-Za-z]+/.exec(text)?.[0].toUpperCase() ?? '';
    instructions.push({ line: first + 1, name, text });
    for (const end of heredocsOf(name, text)) {
      while (index + 1 < lines.length && lines[index + 1]!.replace(/^\t+/, '') !== end) index += 1;
      index += 1;
    }
  }
  return instructions;
}

function isBlank(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

/** The lines that end the heredocs of an instruction, in order. */
export function heredocsOf(name: string, text: string): string[] {
  return ['RUN', 'COPY', 'ADD'].includes(name)
    ? [...text.matchAll(/(?<=\s)\d*<<-?(['"]?)([A-Za-z_][A-Za-z0-9_.]*)\1(?=\s|$)/g)].map(
        (match) => match[2]!,
      )
    : [];
}

/** `# syntax=…` and `# escape=…` come before everything else. */
export function directiveOf(
  dockerfile: string,
  name: 'syntax' | 'escape',
): { readonly line: number; readonly value: string } | undefined {
  for (const [index, line] of dockerfile
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const [, key, value] = /^\s*#\s*([A-Za-z]+)\s*=\s*(.+?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return undefined;
    if (key.toLowerCase() === name) return { line: index + 1, value };
  }
  return undefined;
}
