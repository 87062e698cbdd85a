import { describe, expect, it } from 'vitest';
import { buildKitNeedOf } from '../../../../src/drivers/docker/build/buildkit-need.ts';

describe('a Dockerfile', () => {
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
