import type { Wall } from '../../model/wall.ts';
import type { Engine } from './engine.ts';
import type { DockerOptions } from './options.ts';

/** Ports of one Linux bridge: 10 bits, 0 unused (BR_MAX_PORTS in the kernel's net/bridge/br_private.h). */
const BRIDGE_PORTS = 1_023;
/** Of a subnet nobody gets the network's address, the broadcast address and the bridge's own. */
const RESERVED_ADDRESSES = 3;

/**
 * What the default bridge network has room for. Without a network, or on the host's, the engine itself sets
 * no limit.
 */
export async function wallsOf(
  { docker, managed }: Engine,
  { network }: DockerOptions,
): Promise<readonly Wall[]> {
  if (network !== 'bridge') return [];
  const { IPAM, Containers } = (await docker.getNetwork('bridge').inspect()) as {
    IPAM?: { Config?: readonly { Subnet?: string }[] };
    Containers?: Readonly<Record<string, unknown>>;
  };
  const used = Object.keys(Containers ?? {}).length;
  const ports: Wall = {
    name: 'bridge ports',
    limit: BRIDGE_PORTS,
    used,
    perInstance: 1,
    meaning: 'containers on one bridge',
    raise: 'nothing raises it: use network: none or host, or spread the instances over several networks',
  };
  const subnet = IPAM?.Config?.map(({ Subnet }) => Subnet).find((candidate) => candidate?.includes('.'));
  if (subnet === undefined) return [ports];
  const addresses = 2 ** (32 - Number(subnet.split('/')[1])) - RESERVED_ADDRESSES;
  const raise = managed
    ? "isodense's own engine takes the largest that Docker allows"
    : 'set a larger bip, such as 172.30.0.1/16, in daemon.json and restart the engine';
  return [
    ports,
    {
      name: 'address pool',
      limit: addresses,
      used,
      perInstance: 1,
      meaning: `addresses of the bridge network ${subnet}`,
      raise,
    },
  ];
}
