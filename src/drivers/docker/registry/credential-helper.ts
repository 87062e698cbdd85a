import { z } from 'zod';
import { tryCommand } from '../../../host/command.ts';
import { DEADLINES } from '../../../model/deadlines.ts';
import { messageOf } from '../../../model/errors.ts';
import type { Environment } from '../config-directory.ts';

export type HelperAnswer =
  | { readonly kind: 'found'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string };

const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/**
 * How helpers say that they have nothing (github.com/docker/docker-credential-helpers, credentials/error.go).
 */
const NOTHING_FOUND = /credentials not found in native keychain/;

/**
 * Asks `docker-credential-NAME`, found on the PATH of the environment, for what it has stored under a key.
 * Its answer holds a secret, so nothing that it prints is repeated, except an error message on one line that
 * is no JSON.
 *
 * @param name from the user's own Docker configuration
 */
export async function askCredentialHelper(
  name: string,
  key: string,
  environment: Environment,
  signal: AbortSignal,
  deadlineMs: number = DEADLINES.credentialHelper,
): Promise<HelperAnswer> {
  // A path would run a program from anywhere.
  if (!/^[\w.+-]+$/.test(name))
    return {
      kind: 'failed',
      why: `the credential helper ${JSON.stringify(name)} is not a name: expected letters, digits, dots, dashes and underscores`,
    };
  const program = `docker-credential-${name}`;
  const env = Object.fromEntries(
    Object.entries(environment).flatMap(([variable, value]) =>
      value === undefined ? [] : [[variable, value]],
    ),
  );
  try {
    const { code, stdout, stderr } = await tryCommand(program, ['get'], {
      input: key,
      env,
      signal,
      deadlineMs,
    });
    if (code !== 0)
      return NOTHING_FOUND.test(stdout + stderr)
        ? { kind: 'none' }
        : {
            kind: 'failed',
            why: `${program} ended with ${code === null ? 'a signal' : `exit ${code}`}${complaintIn(stdout, stderr)}`,
          };
    const answer = answerSchema.safeParse(parsed(stdout));
    if (!answer.success)
      return { kind: 'failed', why: `${program} did not answer with a Username and a Secret in JSON` };
    const { Username, Secret } = answer.data;
    return Secret === '' ? { kind: 'none' } : { kind: 'found', username: Username, secret: Secret };
  } catch (error) {
    signal.throwIfAborted();
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { kind: 'failed', why: isMissing ? `${program} is not on PATH` : messageOf(error) };
  }
}

function complaintIn(stdout: string, stderr: string): string {
  const said = stdout.trim() || stderr.trim();
  return said === '' || /[{\n]/.test(said) ? '' : `: ${said.slice(0, 200)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
