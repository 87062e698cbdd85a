import type Dockerode from 'dockerode';
import { z } from 'zod';
import { readTextIfAny } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';

const capability = z.string().regex(/^(ALL|(CAP_)?[A-Z]+(_[A-Z]+)*)$/, {
  error: ({ input }) => `expected a capability such as NET_RAW, or ALL; got ${JSON.stringify(input)}`,
});
const capabilities = z.union([z.literal('ALL').transform(() => ['ALL']), z.array(capability)]);

/** What makes a container's walls thicker or thinner. Names follow `docker run` where it has one. */
export const hardeningFields = {
  readOnly: z.boolean().describe('the root filesystem cannot be written to').optional(),
  capDrop: capabilities.describe('capabilities taken away: ALL, or a list such as [NET_RAW]').optional(),
  capAdd: capabilities.describe('capabilities given on top of the default set').optional(),
  noNewPrivileges: z.boolean().describe('no program can gain privileges, a setuid one neither').optional(),
  seccomp: z
    .string()
    .regex(/^(default|unconfined|\/.+)$/, {
      error: ({ input }) =>
        `expected default, unconfined or the absolute path of a seccomp profile; got ${JSON.stringify(input)}`,
    })
    .describe('system call filter: default (of the engine), unconfined, or the absolute path of a profile')
    .optional(),
  userns: z
    .enum(['host'])
    .describe('host: no user namespace even where the engine gives one to every container')
    .optional(),
  user: z
    .string()
    .min(1)
    .describe("user of the workload instead of the image's: 65534, nobody, 1000:1000")
    .optional(),
  systemPaths: z
    .enum(['default', 'unconfined'])
    .describe('unconfined: nothing in /proc and /sys is covered or read-only')
    .optional(),
  devices: z
    .array(
      z.string().regex(/^\/dev\/./, {
        error: ({ input }) => `expected a device such as /dev/kvm, got ${JSON.stringify(input)}`,
      }),
    )
    .describe('devices of the host that the container gets, to read, write and make')
    .optional(),
  privileged: z
    .boolean()
    .describe('all capabilities, devices and no filter: not isolated from root’s powers over the host')
    .optional(),
};

export type Hardening = z.output<z.ZodObject<typeof hardeningFields>>;

/**
 * The options in the engine's terms (Docker Engine API, HostConfig). The API takes the text of a seccomp
 * profile, not its path.
 *
 * @throws IsodenseError (unavailable) when the profile cannot be read
 */
export function hardeningOf({
  readOnly,
  capDrop,
  capAdd,
  noNewPrivileges,
  seccomp,
  userns,
  systemPaths,
  devices,
  privileged,
}: Hardening): Dockerode.HostConfig {
  const security = [
    ...(noNewPrivileges === true ? ['no-new-privileges'] : []),
    ...(seccomp === undefined || seccomp === 'default'
      ? []
      : [`seccomp=${seccomp === 'unconfined' ? seccomp : readProfile(seccomp)}`]),
  ];
  return {
    ...(readOnly === undefined ? {} : { ReadonlyRootfs: readOnly }),
    ...(capDrop === undefined ? {} : { CapDrop: capDrop }),
    ...(capAdd === undefined ? {} : { CapAdd: capAdd }),
    ...(userns === undefined ? {} : { UsernsMode: userns }),
    // The CLI's `systempaths=unconfined` is two empty lists to the API.
    ...(systemPaths === 'unconfined' ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
    ...(devices === undefined
      ? {}
      : {
          Devices: devices.map((path) => ({
            PathOnHost: path,
            PathInContainer: path,
            CgroupPermissions: 'rwm',
          })),
        }),
    ...(privileged === undefined ? {} : { Privileged: privileged }),
    ...(security.length === 0 ? {} : { SecurityOpt: security }),
  };
}

function readProfile(path: string): string {
  const text = readTextIfAny(path);
  if (text !== undefined) return text;
  throw new IsodenseError(
    'unavailable',
    `expected a seccomp profile at ${path}, and there is no file that can be read`,
    { hint: 'write seccomp: default, or the absolute path of a profile' },
  );
}

/** How thick the walls of a container really are, as the engine tells it. */
export function describeHardening(
  inspected: Dockerode.ContainerInspectInfo,
): Readonly<Record<string, string>> {
  const { HostConfig: host, Config } = inspected;
  const security = (host.SecurityOpt ?? []) as readonly string[];
  const filter = security.find((option) => option.startsWith('seccomp='))?.slice('seccomp='.length);
  const list = (names: unknown): string =>
    Array.isArray(names) && names.length > 0 ? names.join(', ') : 'none';
  return {
    privileged: host.Privileged === true ? 'yes' : 'no',
    'root filesystem': host.ReadonlyRootfs === true ? 'read-only' : 'writable',
    'capabilities dropped': list(host.CapDrop),
    'capabilities added': list(host.CapAdd),
    'no new privileges': security.some((option) => option.startsWith('no-new-privileges')) ? 'yes' : 'no',
    'system call filter':
      filter === undefined
        ? host.Privileged === true
          ? 'none'
          : 'engine default'
        : filter === 'unconfined'
          ? 'none'
          : 'own profile',
    'system paths': covered(host) ? 'engine default' : 'uncovered',
    devices: list(
      ((host.Devices ?? []) as readonly { readonly PathOnHost: string }[]).map(
        ({ PathOnHost }) => PathOnHost,
      ),
    ),
    'user namespace': host.UsernsMode || 'engine default',
    user: Config.User === '' ? 'root' : Config.User,
  };
}

/** Older typings of the API lack the lists; a privileged container has none of them in force. */
function covered(host: object): boolean {
  const { MaskedPaths: masked, Privileged: privileged } = host as {
    readonly MaskedPaths?: readonly string[] | null;
    readonly Privileged?: boolean;
  };
  return privileged !== true && (masked === undefined || masked === null || masked.length > 0);
}
