import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { OwnListener } from '../../src/drivers/own-listener.ts';

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** A process that listens, as an instance or a stranger would. */
async function listener(host: string, port = 0): Promise<{ pid: number; port: number }> {
  const child = spawn(
    process.execPath,
    [
      '-e',
      `require('net').createServer().listen({ port: ${port}, host: '${host}', reusePort: true }, function () { console.log(this.address().port) })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid!, port: Number(said) };
}

const why = (port: number, ...pids: number[]): string => {
  try {
    new OwnListener(() => pids).mustAnswer(port, 'self');
    return 'its own';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a port that instances share with each other and the host', () => {
  it('is the one of the instance that listens, and of no other', async () => {
    const { pid, port } = await listener('0.0.0.0');
    expect(why(port, pid)).toBe('its own');
    expect(why(port, process.pid)).toBe(
      `port ${port} is held by another process (node, pid ${pid}), not by this instance`,
    );
  });

  it('is not known where the processes of the instance cannot be seen', async () => {
    const { port } = await listener('127.0.0.1');
    expect(why(port)).toBe(
      `who listens on port ${port} is not known: the instance's processes are not visible to this one`,
    );
  });

  it("is nobody's before anybody listens", async () => {
    const { pid, port } = await listener('127.0.0.1');
    children.at(-1)!.kill('SIGKILL');
    await once(children.at(-1)!, 'exit');
    expect(why(port, pid)).toBe(`nothing listens on port ${port} (ECONNREFUSED)`);
  });

  it('is not one that IPv6 alone reaches, beside a stranger on IPv4 or without', async () => {
    const own = await listener('::1');
    expect(why(own.port, own.pid)).toBe(`port ${own.port} is not open on 127.0.0.1, only on another address`);
    const stranger = await listener('127.0.0.1', own.port);
    expect(why(own.port, own.pid)).toBe(
      `port ${own.port} is held by another process (node, pid ${stranger.pid}), not by this instance; the instance has it on another address only`,
    );
  });
});
