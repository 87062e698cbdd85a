import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../../src/host/network.ts';
import { listProcesses, readArguments } from '../../src/host/procfs.ts';
import { openWitness } from '../../src/host/witness.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-witness-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const processWith = (marker: string) =>
  listProcesses().find(({ pid }) => readArguments(pid).includes(marker))?.pid;

describe('the host as a witness', () => {
  it('has decoys that can be found: a process, its environment, a file and a port', async () => {
    await using witness = await openWitness(directory);
    const { processMarker, secret, file, port } = witness.decoys;
    const pid = processWith(processMarker);
    expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).toContain(secret);
    expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`);
    let told = '';
    for await (const chunk of await dial({ host: '127.0.0.1', port })) told += String(chunk);
    expect(told).toBe(`${secret}\n`);
    expect(witness.connections()).toBe(1);
  });

  it('takes them away again', async () => {
    const witness = await openWitness(directory);
    const visitor = await dial({ host: '127.0.0.1', port: witness.decoys.port });
    visitor.on('error', () => {}); // it is cut off
    visitor.write('what it says is read by nobody\n');
    await witness[Symbol.asyncDispose]();
    expect(processWith(witness.decoys.processMarker)).toBeUndefined();
    expect(existsSync(witness.decoys.file)).toBe(false);
    await expect(dial({ host: '127.0.0.1', port: witness.decoys.port })).rejects.toThrow('ECONNREFUSED');
  });

  it('knows the facts of the kernel that it runs on', async () => {
    await using witness = await openWitness(directory);
    const facts = witness.facts();
    expect(facts).toMatchObject({
      hostname: hostname(),
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    });
    expect(facts.namespaces['pid']).toMatch(/^pid:\[\d+\]$/);
    expect(facts.uptimeSeconds).toBeGreaterThan(0);
    expect(facts.memoryKiB).toBeGreaterThan(0);
  });
});
