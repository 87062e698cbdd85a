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
} from '../judgement.ts';

/** A finding about a process that only exists in the answers when the process was seen. */
const ofSeen = (process: string, what: string, judge: Check['judge']): Check['judge'] =>
  asked(process, (pid, look) => (pid === '' ? isolated(`${what} is not visible to it`) : judge(look)));

export const processChecks: readonly Check[] = [
  {
    name: 'processes.host-visible',
    title: "It cannot see the host's processes",
    judge: asked('host-process', (pid, { decoys }) =>
      pid === ''
        ? isolated(`no process of its view is called ${decoys.processMarker}`)
        : leaked(`it sees a process of the host as ${pid}: ${decoys.processMarker}`),
    ),
  },
  {
    name: 'processes.host-environment',
    title: "It cannot read the environment of the host's processes",
    judge: ofSeen(
      'host-process',
      'a process of the host',
      asked('host-process-environment', (read, { decoys }) =>
        read === 'yes'
          ? leaked(`it reads ${decoys.secret} from the environment of a process of the host`)
          : isolated('it sees the process, and may not read its environment'),
      ),
    ),
  },
  {
    name: 'processes.host-signal',
    title: "It cannot signal the host's processes",
    judge: ofSeen(
      'host-process',
      'a process of the host',
      tried('host-process-signal', () =>
        leaked('a process of the host takes its signals (signal 0 was sent)'),
      ),
    ),
  },
  {
    name: 'processes.sibling-visible',
    title: "It cannot see its sibling's processes",
    judge: asked('sibling-process', (pid, { siblingMarker }) =>
      pid === ''
        ? isolated(`no process of its view is called ${siblingMarker}`)
        : leaked(`it sees its sibling's process as ${pid}: ${siblingMarker}`),
    ),
  },
  {
    name: 'processes.sibling-signal',
    title: "It cannot signal its sibling's processes",
    judge: ofSeen(
      'sibling-process',
      "its sibling's process",
      tried('sibling-process-signal', () =>
        leaked("its sibling's process takes its signals (signal 0 was sent)"),
      ),
    ),
  },
  {
    name: 'processes.count',
    title: 'It does not see how many threads the host runs',
    judge: asked('load', (load, look) => {
      const threads = Number(/\/(\d+)/.exec(load)?.[1] ?? Number.NaN);
      if (!Number.isFinite(threads)) return notTestable(`/proc/loadavg says ${JSON.stringify(load)}`);
      if (hasOwnKernel(look))
        return isolated(
          `it counts ${threads} threads ${ownKernel(look)}; the host runs ${look.host.threads}`,
        );
      return threads > look.host.threads / 2
        ? shared(
            `/proc/loadavg counts ${threads} threads: all of the host's (${look.host.threads} a moment before or after)`,
          )
        : isolated(`it counts ${threads} threads; the host runs ${look.host.threads}`);
    }),
  },
  ...namespace(
    'ipc',
    'processes.message-queues',
    'Its shared memory and message queues are its own (IPC namespace)',
  ),
];

/**
 * The initial namespaces of every kernel have the same numbers, so only those of one kernel can be compared.
 */
function namespace(kind: string, name: string, title: string): Check[] {
  return [
    {
      name,
      title,
      judge: asked(`namespace-${kind}`, (id, look) => {
        if (hasOwnKernel(look)) return isolated(ownKernel(look));
        if (id === '') return notTestable(`/proc/self/ns/${kind} cannot be read`);
        return id === look.host.namespaces[kind]
          ? leaked(`${id}, which is the host's`)
          : isolated(`${id}; the host is in ${look.host.namespaces[kind] ?? 'another'}`);
      }),
    },
  ];
}
