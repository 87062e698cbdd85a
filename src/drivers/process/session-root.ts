import { join } from 'node:path';
import { CallList } from '../../host/calls/call-list.ts';
import { errorName, runCalls } from '../../host/calls/run-calls.ts';
import { runCommand } from '../../host/command.ts';
import {
  ensureDirectory,
  makeRootDirectory,
  readRegularFileIfAny,
  writePublicFile,
} from '../../host/files.ts';
import { mountOverlay } from '../../host/mount.ts';
import { hostName } from '../../host/platform.ts';
import type { ImageConfig } from '../../image/image.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError } from '../../model/errors.ts';
import { mountLikeContainer } from '../container-mounts.ts';
import type { ImageUser } from '../../image/root/image-user.ts';
import { prepareRoot, type InstanceFile } from '../../image/root/prepare-root.ts';
import type { Caller } from './caller.ts';

const LOCALHOST = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';

/**
 * The root filesystem that all instances of one session share and may write to: an overlay over the unpacked
 * image, so that its pages are in memory once and the image stays as it was; a copy where the kernel refuses
 * an overlay. All mounts are below `directory`, which belongs to the session.
 */
export interface SessionRoot {
  readonly path: string;
  readonly kind: 'overlay' | 'copy';
  readonly user: ImageUser;
}

export interface SessionRootRequest {
  readonly directory: string;
  /** The unpacked image. */
  readonly image: string;
  readonly config: ImageConfig;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

export async function makeSessionRoot({
  directory,
  image,
  config,
  caller,
  signal,
}: SessionRootRequest): Promise<SessionRoot> {
  const path = ensureDirectory(join(directory, 'root'));
  // The overlay's top is that of the upper directory.
  const layers = {
    lower: image,
    upper: makeRootDirectory(join(directory, 'upper')),
    work: ensureDirectory(join(directory, 'work')),
  };
  const kind = (await mountOverlay(path, layers)) ? 'overlay' : 'copy';
  if (kind === 'copy')
    await runCommand('cp', ['--archive', '--reflink=auto', `${image}/.`, path], {
      signal,
      deadlineMs: DEADLINES.treeCopy,
    });
  const { user, files } = prepareRoot(path, config);
  for (const [file, text] of Object.entries(hostFiles()))
    writePublicFile(join(path, files[file as InstanceFile]), text);
  await mountAll(path, caller, signal);
  return { path, kind, user };
}

/** A plain process has the host's network and name, as a container on the host's network has. */
function hostFiles(): Readonly<Record<InstanceFile, string>> {
  const hosts = readRegularFileIfAny('/etc/hosts') ?? '';
  return {
    '/etc/hosts': /^127\.\S+\s.*\blocalhost\b/m.test(hosts) ? hosts : LOCALHOST + hosts,
    '/etc/hostname': `${hostName()}\n`,
    '/etc/resolv.conf': readRegularFileIfAny('/etc/resolv.conf') ?? '',
  };
}

async function mountAll(root: string, { program, architecture }: Caller, signal: AbortSignal): Promise<void> {
  const calls = new CallList(architecture);
  mountLikeContainer(calls, root);
  const failure = await runCalls(program, calls, signal);
  if (failure === undefined) return;
  throw new IsodenseError(
    'unavailable',
    `the root filesystem of plain processes could not be made: ${failure.step} failed with ${errorName(failure.errno)}`,
    {
      hint: 'run isodense where root may mount file systems (a container needs --privileged), and use an image whose /proc, /sys and /dev are directories',
    },
  );
}
