import { describe, expect, it } from 'vitest';
import { buildFailure } from '../../../../src/drivers/docker/build/failure.ts';
import { BuildProgress } from '../../../../src/drivers/docker/build/progress.ts';

const context = (text: string) => ({
  directory: '/app',
  dockerfile: 'Dockerfile',
  text,
  choose: () => ({ take: true, descend: true }),
});
const failure = (dockerfile: string, said: string, ...events: readonly string[]) => {
  const progress = new BuildProgress();
  for (const event of events) progress.readText(event);
  return buildFailure(said, context(dockerfile), progress, new Error(said));
};

/** As dockerd 20.10 words them, from either builder. */
describe('a build that fails is told by file and line', () => {
  it.each<
    [what: string, dockerfile: string, said: string, events: readonly string[], kind: string, message: RegExp]
  >([
    [
      'an unknown instruction',
      'FROM scratch\nRUNN x\n',
      'dockerfile parse error line 2: unknown instruction: RUNN',
      [],
      'usage',
      /Dockerfile:2: RUNN x: the Dockerfile is wrong here/,
    ],
    [
      'a missing file',
      'FROM scratch\nCOPY a /\nCOPY b /\n',
      'COPY failed: file not found in build context or excluded by .dockerignore: stat b: file does not exist',
      ['Step 1/3 : FROM scratch\n ---> \nStep 2/3 : COPY a /\n', ' ---> 1b2c\nStep 3/3 : COPY b /\n'],
      'usage',
      /Dockerfile:3: COPY b \/: a file that it names is not there/,
    ],
    [
      'a missing file, by BuildKit',
      'FROM scratch\nCOPY a /\nCOPY b /\n',
      'failed to compute cache key: "/b" not found: not found',
      [],
      'usage',
      /Dockerfile:3: COPY b \/: a file/,
    ],
    [
      'a command, with its last output',
      'FROM x\nRUN make \\\n all\n',
      "The command '/bin/sh -c make  all' returned a non-zero code: 2",
      ['Step 2/2 : RUN make  all\n', ' ---> Running in 12\n', 'cc -o x\nx.c:1: error\n'],
      'usage',
      /Dockerfile:2: RUN make {2}all: the command failed \([^\n]*\)\n {2}it printed last:\n {4}cc -o x\n {4}x\.c:1: error$/,
    ],
    [
      'a command, by BuildKit',
      'FROM x\nRUN false\n',
      'executor failed running [/bin/sh -c false]: exit code: 1',
      ['[sha256:12345] [2/2] RUN false\n', 'oh no\n', 'ERROR: executor failed\n'],
      'usage',
      /Dockerfile:2: RUN false: the command failed .*\n {2}it printed last:\n {4}oh no$/,
    ],
    [
      'a command that says line 1 itself',
      'FROM a\nUSER b\nRUN echo line 1 && false\n',
      "The command '/bin/sh -c echo line 1 && false' returned a non-zero code: 1",
      ['Step 3/3 : RUN echo line 1 && false\n'],
      'usage',
      /Dockerfile:3: RUN echo line 1 && false: the command failed/,
    ],
    [
      'a command that speaks of a syntax error',
      'FROM a\nRUN echo syntax error; false\n',
      "The command '/bin/sh -c echo syntax error; false' returned a non-zero code: 1",
      ['Step 2/2 : RUN echo syntax error; false\n'],
      'usage',
      /Dockerfile:2: RUN .*: the command failed/,
    ],
    [
      'a base image',
      'FROM scratch AS a\nFROM nosuch.invalid/base:1\n',
      'Get "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid: no such host',
      ['Step 2/2 : FROM nosuch.invalid/base:1\n'],
      'unavailable',
      /Dockerfile:2: FROM nosuch\.invalid\/base:1: the base image is not available/,
    ],
    [
      'a name that is none, by BuildKit',
      'FROM scratch AS a\nFROM Team/app\n',
      'failed to create LLB definition: failed to parse stage name "Team/app": invalid reference format: repository name must be lowercase',
      [],
      'usage',
      /Dockerfile:2: FROM Team\/app: the Dockerfile is wrong here/,
    ],
    [
      'a frontend',
      '# syntax=docker/dockerfile:1\nFROM scratch\n',
      'failed to solve with frontend dockerfile.v0: failed to solve with frontend gateway.v0: failed to do request: Head "https://registry-1.docker.io/v2/docker/dockerfile/manifests/1": dial tcp',
      [],
      'unavailable',
      /`# syntax=docker\/dockerfile:1` asks for a builder from a registry/,
    ],
    [
      'a target',
      'FROM scratch AS a\n',
      'failed to reach build target b in Dockerfile',
      [],
      'usage',
      /there is no such stage/,
    ],
    [
      'a heredoc',
      'FROM scratch\nCOPY <<E /x\nhello\nE\n',
      'dockerfile parse error line 3: unknown instruction: HELLO',
      [],
      'usage',
      /Dockerfile:2: COPY with a heredoc is more than this engine's BuildKit knows/,
    ],
    [
      'something that nobody knows',
      'FROM scratch\n',
      'the flux capacitor is empty',
      [],
      'usage',
      /the builder refused: the flux capacitor is empty/,
    ],
    ['a full disk', 'FROM scratch\n', 'write /x: no space left on device', [], 'unavailable', /disk is full/],
  ])('%s', (_what, dockerfile, said, events, kind, message) => {
    const error = failure(dockerfile, said, ...events);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message), hint: expect.any(String) });
    expect(error.message).toMatch(/^building the image in \/app: /);
  });

  it('keeps only the end of a long output', () => {
    const error = failure(
      'FROM x\nRUN yes\n',
      'returned a non-zero code: 1',
      'Step 2/2 : RUN yes\n',
      ...Array.from({ length: 500 }, (_, line) => `line ${line}\n`),
    );
    expect(error.message.split('\n')).toHaveLength(22);
    expect(error.message).toMatch(/line 499$/);
  });
});
