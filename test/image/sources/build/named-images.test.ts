import { expect, it } from 'vitest';
import { imagesNamedIn } from '../../../../src/image/sources/build/named-images.ts';

it('the images that a Dockerfile takes from outside are found, with their lines', () => {
  const dockerfile = `# syntax=docker/dockerfile:1
ARG REGISTRY=registry:5000 TAG="1.0"
ARG VARIANT
FROM --platform=linux/amd64 \${REGISTRY}/base:$TAG\${VARIANT:+-$VARIANT} AS Build
ARG TAG=2
RUN --mount=type=bind,from=registry:5000/tools,target=/t make --from=production
from build AS second
COPY --from=build /a /a
COPY --chown=1 --from=registry:5000/files /b /b
COPY --from=0 /c /c
FROM scratch
FROM \${OTHER:-alpine}
FROM alpine
`;
  expect(imagesNamedIn(dockerfile)).toEqual([
    { image: 'docker/dockerfile:1', line: 1 },
    { image: 'registry:5000/base:1.0', line: 4 },
    { image: 'registry:5000/tools', line: 6 },
    { image: 'registry:5000/files', line: 9 },
    { image: 'alpine', line: 12 },
  ]);
  expect(imagesNamedIn(dockerfile, { TAG: '3', VARIANT: 'slim' })).toContainEqual({
    image: 'registry:5000/base:3-slim',
    line: 4,
  });
});
