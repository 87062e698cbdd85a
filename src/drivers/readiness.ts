import type { Clock } from '../host/clock.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { ReadyRule } from '../model/scenario.ts';
import type { Instance } from './driver.ts';

type Observable = Pick<Instance, 'onLine' | 'exec' | 'dial' | 'exited'>;

/**
 * Resolves with the time at which the workload's readiness rule first held. `log` is pushed by the workload;
 * the others are polled every `intervalMs`, which is their resolution. Rejects when the workload ends first.
 */
export async function waitUntilReady(instance: Observable, rule: ReadyRule, clock: Clock, signal: AbortSignal): Promise<number> {
  const settled = new AbortController();
  const both = AbortSignal.any([signal, settled.signal]);
  try {
    return await Promise.race([
      rule.kind === 'log' ? lineWith(instance, rule.text, both) : polled(instance, rule, clock, both),
      instance.exited.then(({ reason }) => {
        throw new Error(`the workload ended (${reason}) before it was ready`);
      }),
    ]);
  } finally {
    settled.abort(new Error('readiness settled'));
  }
}

function lineWith(instance: Observable, text: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = instance.onLine((line) => {
      if (line.text.includes(text)) resolve(line.atMs);
    });
    signal.addEventListener('abort', () => {
      stop();
      reject(signal.reason instanceof Error ? signal.reason : new Error(messageOf(signal.reason)));
    }, { once: true });
  });
}

async function polled(instance: Observable, rule: Exclude<ReadyRule, { kind: 'log' }>, clock: Clock, signal: AbortSignal): Promise<number> {
  for (;;) {
    if (await holds(instance, rule, signal)) return clock.now();
    await clock.sleep(rule.intervalMs, signal);
  }
}

async function holds(instance: Observable, rule: Exclude<ReadyRule, { kind: 'log' }>, signal: AbortSignal): Promise<boolean> {
  if (rule.kind === 'exec') {
    if (instance.exec === undefined) throw unreachable('exec', 'this technology offers no way to run a command inside');
    return (await instance.exec(rule.command, signal)).code === 0;
  }
  if (instance.dial === undefined) throw unreachable(rule.kind, 'the variant has no network that the harness can reach');
  try {
    await using connection = disposable(await instance.dial(rule.port, signal));
    return rule.kind === 'tcp' || (await answers(connection.stream, rule.path));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsodenseError) throw error;
    return false; // refused: not listening yet
  }
}

function unreachable(kind: string, why: string): IsodenseError {
  return new IsodenseError('usage', `workload.ready: ${kind} cannot be asked: ${why}`, {
    hint: 'use ready: { log: TEXT }, or give the variant a network',
  });
}

function disposable(stream: NodeJS.ReadWriteStream & { destroy(): unknown }) {
  return {
    stream,
    [Symbol.asyncDispose]: async () => {
      stream.destroy();
    },
  };
}

/** True for a 2xx or 3xx answer to a GET. */
function answers(stream: NodeJS.ReadWriteStream, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    let head = '';
    stream.on('data', (chunk: Buffer | string) => {
      head += chunk.toString();
      if (head.length >= 12) resolve(/^HTTP\/1\.[01] [23]/.test(head));
    });
    stream.on('error', () => resolve(false));
    stream.on('close', () => resolve(false));
    stream.write(`GET ${path} HTTP/1.1\r\nHost: instance\r\nConnection: close\r\n\r\n`);
  });
}
