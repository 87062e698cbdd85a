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

/** A file that A made, looked for by B. */
const seenBySibling = (place: string, path: string): Check['judge'] =>
  asked(`left-${place}`, (left, { b }) => {
    if (left === 'absent') return notTestable(`it has no ${path}`);
    if (left === 'no') return isolated(`it may not even write to ${path}`);
    return b[`found-${place}`] === 'yes'
      ? leaked(`a file that it made in ${path} is there in its sibling's`)
      : isolated(`a file that it made in ${path} is not in its sibling's`);
  });

export const filesystemChecks: readonly Check[] = [
  {
    name: 'filesystem.host-file',
    title: "It cannot read the host's files",
    // What matters is the secret itself, whatever kernel it was read through.
    judge: asked('host-file', (said, { decoys }) =>
      said.includes(decoys.secret)
        ? leaked(`it reads ${said.replace(/^yes /, '')}`)
        : isolated(said.replace(/^no /, '')),
    ),
  },
  {
    name: 'filesystem.sibling-file',
    title: 'Its files are not those of its sibling',
    judge: seenBySibling('tmp', '/tmp'),
  },
  {
    name: 'filesystem.sibling-shared-memory',
    title: 'Its shared memory files are not those of its sibling',
    judge: seenBySibling('shm', '/dev/shm'),
  },
  {
    name: 'filesystem.root-writable',
    title: 'Its root filesystem cannot be written to',
    judge: asked('root-writable', (said, look) => {
      const type = look.a['root-type'] || 'unknown type';
      if (!said.startsWith('yes'))
        return isolated(said.replace(/^no /, '').replaceAll(/\S*: line \d+: /g, ''));
      const ownMachine = hasOwnKernel(look) && (look.a['boot-id'] ?? '') !== '';
      return ownMachine
        ? isolated(`writable, in memory of its own machine (${type})`)
        : shared(`writable (${type}): what it writes takes space of the host`);
    }),
  },
  {
    name: 'filesystem.host-paths',
    title: "Its list of mounts does not name the host's directories",
    judge: asked('root-mount', (mount, look) => {
      if (hasOwnKernel(look))
        return isolated(`its root is ${look.a['root-type'] || 'mounted'} ${ownKernel(look)}`);
      const path = /upperdir=([^,\s]+)/.exec(mount)?.[1];
      if (mount === '') return isolated('its root is in no mount that it can see');
      return path === undefined
        ? isolated(mount)
        : shared(`its root is the host's ${path}: a fact about the host, and no way to it`);
    }),
  },
  {
    name: 'filesystem.mount',
    title: 'It cannot mount',
    judge: tried('mount', (said) => leaked(`${said} a file system, with the host's kernel`)),
  },
];
