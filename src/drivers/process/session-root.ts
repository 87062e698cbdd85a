import { join } from 'node:path';
import { CallList } from '../../host/calls/call-list.ts';
import { errorName, runCalls } from '../../host/calls/run-calls.ts';
import { readRegularFileIfAny, writePublicFile } from '../../host/files.ts';
import { hostName } from '../../host/platform.ts';
import type { ImageConfig } from '../../image/image.ts';
import type { InstanceFile } from '../../image/root/prepare-root.ts';
import { makeWritableRoot, type WritableRoot } from '../../image/root/writable-root.ts';
import { IsodenseError } from '../../model/errors.ts';
import { mountLikeContainer } from '../container-mounts.ts';
import type { Caller } from './caller.ts';

const LOCALHOST = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';

export interface SessionRootRequest {
  readonly directory: string;
  readonly unpacked: string;
  readonly config: ImageConfig;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/**
 * The root filesystem that all instances of one session share and may write to. All mounts are below
 * `directory`, which belongs to the session.
 */
export async function makeSessionRoot({
  directory,
  unpacked,
  config,
  caller,
  signal,
}: SessionRootRequest): Promise<WritableRoot> {
  const root = await makeWritableRoot(unpacked, config, directory, signal);
  for (const [file, text] of Object.entries(hostFiles()))
    writePublicFile(join(root.path, root.files[file as InstanceFile]), text);
  await mountAll(root.path, caller, signal);
  return root;
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
