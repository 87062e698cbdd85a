import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Decoys, HostFacts } from '../model/host-facts.ts';
import { exitOf, startProcess } from './command.ts';
import { ensureDirectory, removeTree, writeTextAtomically } from './files.ts';
import { readHostFacts } from './host-facts.ts';

/** The host's view of what instances do: its own facts, and decoys for them to find. */
interface Witness extends AsyncDisposable {
  readonly decoys: Decoys;
  facts(): HostFacts;
  /** Connections that the port has accepted so far. */
  connections(): number;
}

/** The process waits for its standard input to end, so that it never outlives the harness. */
const WAIT = 'read -r end';

/**
 * Puts the decoys on the host, the file below `directory`; disposing removes them. The port is on loopback
 * only.
 */
export async function openWitness(directory: string): Promise<Witness> {
  const processMarker = `isodense-decoy-${randomBytes(6).toString('hex')}`;
  const secret = `isodense-secret-${randomBytes(6).toString('hex')}`;
  const place = ensureDirectory(join(directory, 'decoys'), 0o700);
  const file = join(place, 'file');
  writeTextAtomically(file, `${secret}\n`);

  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => {}); // clients may disconnect in any way
    socket.end(`${secret}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const child = startProcess('/bin/sh', ['-c', WAIT, processMarker], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ISODENSE_SECRET: secret },
  });
  child.stdin?.on('error', () => {}); // it may have ended before its input is closed
  const ended = exitOf(child);
  ended.catch(() => {}); // awaited when it is removed
  return {
    decoys: {
      processMarker,
      secret,
      file,
      port: typeof address === 'object' && address !== null ? address.port : 0,
    },
    facts: readHostFacts,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      child.stdin?.end();
      await ended;
      for (const socket of open) socket.destroy(); // an unread stream would never end
      await new Promise((resolve) => server.close(resolve));
      removeTree(place);
    },
  };
}
