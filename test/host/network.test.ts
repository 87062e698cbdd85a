import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { receiveOnce } from '../../src/host/network.ts';

const directory = mkdtempSync(join(tmpdir(), 'isodense-network-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('receiving what one connection brings', () => {
  it('gives all of it, once the other end has closed', async () => {
    const path = join(directory, 'all');
    const sent = Buffer.alloc(300_000, 'state');
    expect((await receiveOnce(path, async () => void connect(path).end(sent))).equals(sent)).toBe(true);
  });

  it('fails with the sender, and with the system where it cannot listen', async () => {
    await expect(
      receiveOnce(join(directory, 'none'), () => Promise.reject(new Error('nothing to send'))),
    ).rejects.toThrow('nothing to send');
    await expect(
      receiveOnce(join(directory, 'no', 'such', 'place'), () => Promise.resolve()),
    ).rejects.toThrow(/listen/);
  });
});
