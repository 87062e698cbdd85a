import type { Duplex } from 'node:stream';

/** No server sends a longer head; one that does would never come to an end. Bytes. */
const LONGEST_HEAD = 64 * 1024;

/**
 * Sends a GET over a connection. True for a 2xx or 3xx answer, once its head is complete; false for any
 * other, and when the connection ends without one. The body is not waited for. What came of it is told to
 * `saw`.
 */
export function getOver(
  stream: Duplex,
  path: string,
  port: number,
  signal: AbortSignal,
  saw: (what: string) => void,
): Promise<boolean> {
  const request = `GET ${path} on ${port}`;
  saw(`${request} was accepted and never answered`);
  return new Promise((resolve) => {
    let head = '';
    let settled = false;
    const settle = (holds: boolean, what: string): void => {
      if (!settled && !signal.aborted) saw(`${request} ${what}`);
      settled = true;
      resolve(holds);
    };
    stream.on('data', (chunk: Buffer | string) => {
      if (settled) return;
      head += chunk.toString('latin1');
      const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? [];
      if (head.length >= 12 && status === undefined)
        settle(false, 'was answered with something that is not HTTP/1');
      else if (/\r?\n\r?\n/.test(head)) settle(/^[23]/.test(status ?? ''), `was answered with ${status}`);
      else if (head.length > LONGEST_HEAD)
        settle(false, `was answered with a head of more than ${LONGEST_HEAD} bytes`);
      else saw(`${request} was answered with ${head.length} bytes of a head that did not end`);
    });
    const ended = (): void =>
      settle(
        false,
        head === ''
          ? 'was accepted and closed without an answer'
          : 'was answered with a head that did not end',
      );
    stream.on('error', ended);
    stream.on('close', ended);
    signal.addEventListener('abort', ended, { once: true });
    stream.write(`GET ${path} HTTP/1.1\r\nHost: instance\r\nConnection: close\r\n\r\n`);
  });
}
