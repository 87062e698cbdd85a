import type { BuildContext } from '../../../image/sources/build/context.ts';
import { directiveOf, readInstructions } from '../../../image/sources/build/dockerfile.ts';
import { IsodenseError, type ErrorKind } from '../../../model/errors.ts';
import { translate } from '../errors.ts';
import { pullFailure } from '../registry/pull-failure.ts';
import type { AbsentBase } from './bases.ts';
import { buildKitNeedOf } from './buildkit-need.ts';
import type { BuildProgress } from './progress.ts';

const COMMAND_FAILED = /non-zero code|exit code: \d+|did not complete successfully/i;

/** What builders say of a Dockerfile that cannot be built. The first pattern that matches wins. */
const MEANINGS: readonly {
  readonly pattern: RegExp;
  readonly kind: ErrorKind;
  readonly meaning: string;
  readonly hint: string;
}[] = [
  // First, since the text of the command is in it.
  {
    pattern: COMMAND_FAILED,
    kind: 'usage',
    meaning: 'the command failed',
    hint: 'its last output is above; the command runs in the image that the lines before it make',
  },
  {
    pattern: /requires BuildKit|the --\w+ option requires/i,
    kind: 'usage',
    meaning: 'only BuildKit can build this, and the engine has none',
    hint: 'use an engine with BuildKit (Docker 20.10 or newer), or build the image elsewhere and use image: { archive: FILE }',
  },
  {
    pattern:
      /unknown instruction: |unknown flag|parse error|syntax error|invalid (?:field|argument|reference|parent)|dockerfile.*(?:requires|must|can(?:not|'t))|requires (?:at least|exactly)|no build stage in current context|circular dependency/i,
    kind: 'usage',
    meaning: 'the Dockerfile is wrong here',
    hint: 'see the Dockerfile reference',
  },
  {
    pattern: /target stage .* (?:could not be found|not reachable)|failed to reach build target/i,
    kind: 'usage',
    meaning: 'there is no such stage',
    hint: 'image.target names a stage: FROM … AS NAME',
  },
  {
    pattern:
      /no such file or directory|not found in build context|file does not exist|excluded by \.dockerignore|failed to compute cache key|failed to calculate checksum|no source files were specified|forbidden path outside/i,
    kind: 'usage',
    meaning: 'a file that it names is not there',
    hint: 'paths count from the directory of build:; check .dockerignore too',
  },
];
const PULLING =
  /pull access denied|manifest (?:for .* not found|unknown)|lookup .*(?:no such host|server misbehaving|timeout)|dial tcp|failed to (?:do request|resolve source metadata|authorize|fetch)|repository does not exist|TLS handshake|x509|unauthorized|no basic auth|load metadata for|i\/o timeout|no matching manifest|server gave HTTP response|: denied|specified platform/i;

/**
 * A failed build in words: which line, what it says, what came out, and what to do.
 *
 * @param absent base images that the engine lacked
 */
export function buildFailure(
  said: string,
  context: BuildContext,
  progress: BuildProgress,
  cause: unknown,
  absent: readonly AbsentBase[] = [],
): IsodenseError {
  const text = said
    .replace(/^failed to solve(?: with frontend [^:]+)?: (?:rpc error: code = \w+ desc = )?/, '')
    .trim();
  const isPulling = PULLING.test(text) && !COMMAND_FAILED.test(text);
  const base = isPulling ? baseIn(text, absent) : undefined;
  const where = placeOf(base === undefined ? text : `line ${base.line}`, context, progress);
  const doing = `building the image in ${context.directory}: ${where}`;
  if (isPulling) return baseFailure(text, context, doing, cause, base);
  const need = buildKitNeedOf(context.text);
  if (need?.what.endsWith('heredoc') === true && /parse error|unknown instruction/.test(text)) {
    return new IsodenseError(
      'usage',
      `building the image in ${context.directory}: ${context.dockerfile}:${need.line}: ${need.what} is more than this engine's BuildKit knows (${text})`,
      {
        hint: 'use an engine that knows it (Docker 23 or newer), or write the file into the directory and COPY it',
        cause,
      },
    );
  }
  const known = MEANINGS.find(({ pattern }) => pattern.test(text));
  if (known === undefined) {
    const translated = translate(
      cause instanceof Error && cause.message === said ? cause : new Error(said),
      doing,
    );
    // What a builder says is about the Dockerfile, unless the engine itself is known to be at fault.
    return translated.kind === 'internal'
      ? new IsodenseError('usage', `${doing}: the builder refused: ${text}${outputOf(progress)}`, {
          hint: 'try the same with: docker build',
          cause,
        })
      : translated;
  }
  return new IsodenseError(known.kind, `${doing}: ${known.meaning} (${text})${outputOf(progress)}`, {
    hint: known.hint,
    cause,
  });
}

function baseFailure(
  text: string,
  { text: dockerfile }: BuildContext,
  doing: string,
  cause: unknown,
  base: AbsentBase | undefined,
): IsodenseError {
  const syntax = directiveOf(dockerfile, 'syntax');
  if (syntax !== undefined && text.includes(baseNameOf(syntax.value))) {
    return new IsodenseError(
      'unavailable',
      `${doing}: \`# syntax=${syntax.value}\` asks for a builder from a registry, and it is not available (${text})`,
      { hint: 'remove the line to build with what the engine has, or make the registry reachable' },
    );
  }
  const missing = `${doing}: the base image is not available`;
  if (base?.refusal instanceof IsodenseError) {
    const { kind, message, hint = '' } = base.refusal;
    return new IsodenseError(kind, `${missing}: ${message}`, { hint, cause });
  }
  const known = base === undefined ? undefined : pullFailure(text, base, missing, cause);
  return (
    known ??
    new IsodenseError('unavailable', `${missing} (${text})`, {
      hint: 'check its name and the network, log in to its registry, or load it into the engine first: docker load',
      cause,
    })
  );
}

/**
 * `Dockerfile:3: COPY nothere /x`, by the line that the builder names, or by the instruction that it was at.
 */
function placeOf(
  text: string,
  { text: dockerfile, dockerfile: file }: BuildContext,
  { step }: BuildProgress,
): string {
  const instructions = readInstructions(dockerfile);
  // The text of a command that failed can say `line 1` itself: the step tells which one it was.
  const named = COMMAND_FAILED.test(text)
    ? Number.NaN
    : Number(/(?:parse error (?:on )?line|Dockerfile:|line) ?(\d+)/i.exec(text)?.[1] ?? Number.NaN);
  const normal = (instruction: string): string => instruction.replace(/\s+/g, ' ').trim().toLowerCase();
  const found =
    instructions.findLast(({ line }) => line <= named) ??
    instructions.find((instruction) => step !== undefined && normal(instruction.text) === normal(step)) ??
    instructions.find(
      (instruction) => step !== undefined && normal(instruction.text).startsWith(normal(step).slice(0, 30)),
    ) ??
    instructions.find(
      (instruction) => mentionOf(text) !== undefined && instruction.text.includes(mentionOf(text)!),
    );
  if (found !== undefined) return `${file}:${found.line}: ${found.text.slice(0, 200)}`;
  return Number.isNaN(named) ? file : `${file}:${named}`;
}

/** The base image that a builder speaks of: some name the image, others only its registry. */
function baseIn(said: string, absent: readonly AbsentBase[]): AbsentBase | undefined {
  const isNamed = ({ image }: AbsentBase): boolean => said.includes(baseNameOf(image));
  const fromThere = absent.filter(({ registry }) => said.includes(registry));
  return (
    fromThere.find(isNamed) ??
    fromThere[0] ??
    absent.find(isNamed) ??
    (absent.length === 1 ? absent[0] : undefined)
  );
}

/** `base` of `registry:5000/team/base:1` */
function baseNameOf(image: string): string {
  return image
    .split('/')
    .at(-1)!
    .replace(/[:@].*$/, '');
}

/**
 * The path in `"/nothere" not found` and `stat nothere: file does not exist`, or the image in `failed to
 * parse stage name "Base"`.
 */
function mentionOf(said: string): string | undefined {
  return /"\/?([^"]+)":? not found|stat \/?([^:\s]+):|stage name "([^"]+)"/
    .exec(said)
    ?.slice(1)
    .find(Boolean);
}

function outputOf({ output }: BuildProgress): string {
  return output.length === 0 ? '' : `\n  it printed last:\n${output.map((line) => `    ${line}`).join('\n')}`;
}
