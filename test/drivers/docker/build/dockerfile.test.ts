import { describe, expect, it } from 'vitest';
import {
  buildKitNeedOf,
  directiveOf,
  readInstructions,
} from '../../../../src/drivers/docker/build/dockerfile.ts';

describe('a Dockerfile', () => {
  it('is read into instructions with the lines on which they begin', () => {
    const text =
      '# comment\nFROM scratch\nRUN one \\\n  # in between\n  two\n\nCOPY <<E /x\nRUN not one\nE\nENTRYPOINT ["/x"]\n';
    expect(readInstructions(text).map(({ line, name, text: whole }) => [line, name, whole])).toEqual([
      [2, 'FROM', 'FROM scratch'],
      [3, 'RUN', 'RUN one   two'],
      [7, 'COPY', 'COPY <<E /x'],
      [10, 'ENTRYPOINT', 'ENTRYPOINT ["/x"]'],
    ]);
  });

  it('may continue lines with another character', () =>
    expect(readInstructions('# escape=`\nFROM x\nRUN a `\n b\nUSER c').map(({ line }) => line)).toEqual([
      2, 3, 5,
    ]));

  it('has directives only before everything else', () => {
    expect(directiveOf('# syntax=docker/dockerfile:1\nFROM x', 'syntax')).toEqual({
      line: 1,
      value: 'docker/dockerfile:1',
    });
    expect(directiveOf('# hello\n# syntax=docker/dockerfile:1\nFROM x', 'syntax')).toBeUndefined();
  });

  it.each([
    ['RUN --mount=type=cache,target=/c make', 'RUN --mount'],
    ['RUN --network=none --mount=type=tmpfs,target=/t make', 'RUN --network'],
    ['COPY --from=build --chmod=755 a /a', 'COPY --chmod'],
    ['ADD --link a /a', 'ADD --link'],
    ['RUN <<EOF\necho\nEOF', 'RUN with a heredoc'],
    ['RUN cat <<EOF >/x\nb\nEOF', 'RUN with a heredoc'],
    ['COPY <<a <<b /d/\n1\na\n2\nb', 'COPY with a heredoc'],
    ['ARG TARGETARCH', 'ARG TARGETARCH, which it sets itself'],
  ])('needs BuildKit for %j', (instruction, what) =>
    expect(buildKitNeedOf(`FROM x\n${instruction}\n`)).toEqual({ line: 2, what }),
  );

  it.each([
    'COPY --from=build --chown=1:1 a /a',
    'RUN make --mount=x',
    'ARG TARGETARCH=amd64',
    'RUN cat <<< x',
    'RUN echo $((1<<N))',
    'RUN echo $(( 1 << N ))',
    'ENV A=<<E',
  ])('does not need BuildKit for %j', (instruction) =>
    expect(buildKitNeedOf(`FROM x\n${instruction}\n`)).toBeUndefined(),
  );
});
