import { directiveOf, heredocsOf, readInstructions } from '../../../image/sources/build/dockerfile.ts';

/**
 * What only BuildKit can build, and where the Dockerfile first asks for it; undefined when every builder will
 * do.
 */
export function buildKitNeedOf(
  dockerfile: string,
): { readonly line: number; readonly what: string } | undefined {
  const syntax = directiveOf(dockerfile, 'syntax');
  if (syntax !== undefined) return { line: syntax.line, what: `# syntax=${syntax.value}` };
  for (const { line, name, text } of readInstructions(dockerfile)) {
    const option =
      /^\S+(?:\s+--\S+)*?\s+(--(?:mount|network|security|chmod|link|parents|exclude|checksum|keep-git-dir|unpack)\b)/.exec(
        text,
      )?.[1];
    if (option !== undefined && ['RUN', 'COPY', 'ADD'].includes(name))
      return { line, what: `${name} ${option}` };
    if (heredocsOf(name, text).length > 0) return { line, what: `${name} with a heredoc` };
    const platform =
      name === 'ARG'
        ? /^ARG\s+((?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT))\s*$/i.exec(text)?.[1]
        : undefined;
    if (platform !== undefined) return { line, what: `ARG ${platform}, which it sets itself` };
  }
  return undefined;
}
