import { own } from '../../../model/own.ts';
import { directiveOf, readInstructions } from './dockerfile.ts';

/** An image that a Dockerfile uses from outside. */
export interface NamedImage {
  readonly image: string;
  /** Where the Dockerfile names it first. */
  readonly line: number;
}

/**
 * The images that a Dockerfile uses from outside: in its `# syntax`, FROM, `COPY --from` and `RUN
 * --mount=from`, with the ARGs before the first FROM filled in. Its own stages are left out.
 */
export function imagesNamedIn(dockerfile: string, args: Readonly<Record<string, string>> = {}): NamedImage[] {
  const variables: Record<string, string> = {};
  const stages = new Set(['scratch']);
  const images = new Map<string, number>();
  const add = (written: string, line: number): void => {
    const image = expand(written, variables);
    if (image !== '' && !stages.has(image.toLowerCase()) && !/^\d+$/.test(image) && !images.has(image))
      images.set(image, line);
  };
  const syntax = directiveOf(dockerfile, 'syntax');
  if (syntax !== undefined) add(syntax.value.split(/\s/)[0]!, syntax.line);
  let isBeforeStages = true;
  for (const { name, text, line } of readInstructions(dockerfile)) {
    if (name === 'FROM') {
      isBeforeStages = false;
      const [, base, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(text) ?? [];
      if (base !== undefined) add(base, line);
      if (stage !== undefined) stages.add(stage.toLowerCase());
    } else if (name === 'ARG' && isBeforeStages) {
      for (const [, key, , value = ''] of text
        .slice('ARG'.length)
        .matchAll(/([A-Za-z_]\w*)(=("[^"]*"|'[^']*'|\S*))?/g)) {
        variables[key!] = own(args, key!) ?? expand(value.replace(/^(["'])(.*)\1$/, '$2'), variables);
      }
    } else if (name === 'COPY' || name === 'RUN') {
      const options = /^\S+((?:\s+--\S+)*)/.exec(text)![1]!; // not those of the command that it runs
      for (const [, image] of options.matchAll(name === 'COPY' ? /\s--from=(\S+)/g : /[=,]from=([^\s,]+)/g))
        add(image!, line);
    }
  }
  return [...images].map(([image, line]) => ({ image, line }));
}

/** `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`. */
function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, operator: string | undefined, word = '', plain = '') => {
      const value = own(variables, braced ?? (plain as string)) ?? '';
      if (operator === '-') return value === '' ? expand(word as string, variables) : value;
      if (operator === '+') return value === '' ? '' : expand(word as string, variables);
      return value;
    },
  );
}
