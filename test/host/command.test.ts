import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, signalProcess, tryCommand } from '../../src/host/command.ts';
import { messageOf } from '../../src/model/errors.ts';
import { identify, stillRunning } from '../support/processes.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-command-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Resolves with the PIDs that a shell has written to a file, one a line. */
async function pidsIn(file: string, count: number): Promise<number[]> {
  const read = (): number[] =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number) : [];
  return await new Promise((resolve) => {
    const look = (): void => {
      if (read().length < count) return;
      watcher.close();
      resolve(read());
    };
    const watcher = watch(directory, look);
    look(); // after the watch began, so that no line is missed
  });
}

const shell = (script: string): readonly string[] => ['-c', script];

describe('a program that is run to its end', () => {
  it('gives what it printed and how it ended', async () => {
    expect(await tryCommand('sh', shell('echo out; echo err >&2; cat; exit 3'), { input: 'in' })).toEqual({
      code: 3,
      stdout: 'out\nin',
      stderr: 'err\n',
    });
  });

  it('that is not there is an error', async () => {
    await expect(tryCommand('/nonexistent', [])).rejects.toThrow('ENOENT');
  });

  it('takes what it started with it when it is interrupted', async () => {
    const interruption = new AbortController();
    const file = join(directory, 'pids');
    const command = tryCommand(
      'sh',
      shell('echo $$ >>"$0"; sleep 1000 & echo $! >>"$0"; wait').concat(file),
      { signal: interruption.signal },
    );
    const processes = identify(await pidsIn(file, 2));
    interruption.abort(new Error('enough'));
    await expect(command).rejects.toThrow('enough');
    expect(stillRunning(processes)).toEqual([]);
  });

  it('is killed when it ignores SIGTERM, or is stopped', async () => {
    const interruption = new AbortController();
    const file = join(directory, 'pids');
    const command = tryCommand(
      'sh',
      shell('trap "" TERM; echo $$ >>"$0"; while :; do sleep 1000; done').concat(file),
      { signal: interruption.signal },
    );
    const processes = identify(await pidsIn(file, 1));
    for (const { pid } of processes) signalProcess(pid, 'SIGSTOP');
    interruption.abort(new Error('enough'));
    await expect(command).rejects.toThrow('enough');
    expect(stillRunning(processes)).toEqual([]);
  });

  it('is ended at its deadline, which says what it was', async () => {
    const message = await runCommand('sleep', ['1000'], { deadlineMs: 50 }).catch(messageOf);
    expect(message).toBe('sleep 1000 did not end within 50ms');
  });

  it('is not waited for when only a process that left it keeps its output open', async () => {
    const file = join(directory, 'pids');
    const { code, stdout } = await tryCommand(
      'sh',
      shell('echo out; setsid sh -c "echo \\$\\$ >>$0; exec sleep 1000" &').concat(file),
    );
    const [left] = await pidsIn(file, 1);
    signalProcess(left!, 'SIGKILL');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'out\n' });
  });

  it('does not begin when it was interrupted before', async () => {
    await expect(
      tryCommand('sleep', ['1000'], { signal: AbortSignal.abort(new Error('never mind')) }),
    ).rejects.toThrow('never mind');
  });
});
