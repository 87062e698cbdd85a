import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FifoPool } from '../../../src/drivers/process/fifo-pool.ts';

let directory: string;
let gate: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-pool-'));
  gate = join(directory, 'gate');
  execFileSync('mkfifo', [gate]);
  const real = execFileSync('sh', ['-c', 'command -v mkfifo'], { encoding: 'utf8' }).trim();
  writeFileSync(join(directory, 'mkfifo'), `#!/bin/sh\nread -r open <${gate}\nexec ${real} "$@"\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH']}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const WAYS = {
  'that a launch wants': (pool: FifoPool, signal: AbortSignal) => pool.lease(signal),
  'made ahead of the launches': (pool: FifoPool, signal: AbortSignal) => pool.fill(signal),
};

describe('named pipes', () => {
  it.each(Object.entries(WAYS))(
    '%s are not waited for when it is given up, and serve the next',
    async (_when, wait) => {
      const pool = new FifoPool(join(directory, 'pool'));
      const stop = new AbortController();
      const waiting = wait(pool, stop.signal);
      stop.abort(new Error('given up'));
      await expect(waiting).rejects.toThrow('given up');
      writeFileSync(gate, 'open\n');
      await pool.settle();
      const channels = await pool.lease(new AbortController().signal);
      channels.abandon();
      expect(channels.output.reader.destroyed).toBe(true);
    },
  );
});
