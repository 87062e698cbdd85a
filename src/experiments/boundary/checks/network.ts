import {
  asked,
  hasOwnKernel,
  isolated,
  leaked,
  notTestable,
  ownKernel,
  shared,
  tried,
  type Check,
  type Look,
} from '../judgement.ts';

const addressesOf = (answers: Look['a']): readonly string[] =>
  (answers['addresses'] ?? '')
    .split(' ')
    .map((address) => address.split('/')[0] ?? '')
    .filter((address) => address !== '' && !address.startsWith('127.'));

/** Only the network namespace of one kernel can be compared. */
function inHostNetwork(look: Look): boolean {
  return (
    !hasOwnKernel(look) &&
    look.a['namespace-net'] !== undefined &&
    look.a['namespace-net'] === look.host.namespaces['net']
  );
}

/** A connection counts when it brought back what only the other end knows. */
const reached = (said: string | undefined, secret: string): boolean => said?.includes(secret) === true;
const refusal = (said: string | undefined): string =>
  (said ?? 'no answer').replace(/^(yes|no) ?/, '') || 'nothing answered';

export const networkChecks: readonly Check[] = [
  {
    name: 'network.address',
    title: 'It has an address of its own, or none',
    judge: asked('addresses', (_, { a, b, host }) => {
      const [own, sibling] = [addressesOf(a), addressesOf(b)];
      if (own.length === 0) return isolated('it has no address');
      const hosts = own.filter((address) => host.addresses.includes(address));
      if (hosts.length > 0) return shared(`${hosts.join(', ')}, which is the host's`);
      return own.some((address) => sibling.includes(address))
        ? shared(`${own.join(', ')}, as its sibling has`)
        : isolated(`${own.join(', ')}; its sibling has ${sibling.join(', ') || 'none'}`);
    }),
  },
  {
    name: 'network.host-loopback',
    title: 'It cannot reach what listens on the host only for the host (127.0.0.1)',
    judge: (look) => {
      const { a, decoys, connections } = look;
      if (a['host-loopback'] === undefined) return notTestable('the instance did not try');
      if (reached(a['host-loopback'], decoys.secret))
        return leaked(`its 127.0.0.1:${decoys.port} is the host's: it was told ${decoys.secret}`);
      if (reached(a['host-by-gateway'], decoys.secret))
        return leaked(
          `its gateway ${a['gateway']} leads to the host's 127.0.0.1:${decoys.port}: it was told ${decoys.secret}`,
        );
      if (connections > 0)
        return leaked(`the host's port ${decoys.port} accepted ${connections} connections`);
      const gateway =
        a['host-by-gateway'] === undefined
          ? ''
          : `; by its gateway ${a['gateway']}: ${refusal(a['host-by-gateway'])}`;
      return isolated(`${refusal(a['host-loopback'])}${gateway}`);
    },
  },
  {
    name: 'network.host-sockets',
    title: "It cannot list the host's open ports",
    judge: asked('host-socket', (line, { decoys }) =>
      line === ''
        ? isolated(`port ${decoys.port} of the host is not in its /proc/net/tcp`)
        : leaked(`/proc/net/tcp shows it the host's port: ${line}`),
    ),
  },
  {
    name: 'network.host-interfaces',
    title: "It cannot see the host's network interfaces",
    judge: asked('interfaces', (interfaces, look) =>
      inHostNetwork(look)
        ? leaked(`${interfaces}: it is in the host's network namespace, ${look.a['namespace-net']}`)
        : isolated(interfaces === '' ? 'it sees none' : `it sees ${interfaces}`),
    ),
  },
  {
    name: 'network.sibling-reach',
    title: 'It cannot reach a port of its sibling',
    judge: (look) => {
      const { a, b, siblingMarker } = look;
      if (addressesOf(b).length === 0) return isolated('its sibling has no address to be reached at');
      if (a['sibling-port'] === undefined) return notTestable('the instance did not try');
      if (b['serving'] === undefined) return notTestable('its sibling did not listen');
      const address = addressesOf(b)[0] ?? '';
      return reached(a['sibling-port'], siblingMarker)
        ? shared(`its sibling answered at ${address}: ${siblingMarker}`)
        : isolated(`${address}: ${refusal(a['sibling-port'])}`);
    },
  },
  {
    name: 'network.sibling-loopback',
    title: 'It cannot reach what its sibling offers only to itself (127.0.0.1)',
    judge: asked('sibling-loopback', (said, { siblingMarker }) =>
      reached(said, siblingMarker)
        ? leaked(`its sibling answered on their one 127.0.0.1: ${siblingMarker}`)
        : isolated(refusal(said)),
    ),
  },
  {
    name: 'network.raw-socket',
    title: 'It cannot send packets that it has made up itself (raw sockets)',
    judge: tried('raw-socket', (said, look) => {
      if (inHostNetwork(look)) return leaked(`allowed on the host's interfaces (${said})`);
      return addressesOf(look.a).length === 0
        ? isolated(`allowed where it has nobody to send to (${said})`)
        : shared(`allowed on the network that it has with its siblings (${said})`);
    }),
  },
  {
    name: 'network.configure',
    title: "It cannot set up the host's network interfaces",
    judge: tried('interface', (said, look) =>
      inHostNetwork(look)
        ? leaked(`${said}, with the value that it has, in the host's network namespace`)
        : isolated(`${said}, in a network namespace of its own`),
    ),
  },
  {
    name: 'network.own-stack',
    title: 'Its packets are handled by a network stack of its own',
    judge: asked('namespace-net', (id, look) => {
      if (hasOwnKernel(look)) return isolated(ownKernel(look));
      if (id === '') return notTestable('/proc/self/ns/net cannot be read');
      return shared(
        inHostNetwork(look) ? `${id}: the host's own` : `${id}: a namespace of its own in the host's kernel`,
      );
    }),
  },
];
