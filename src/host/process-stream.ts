import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/**
 * A program's standard input and output as one stream. It cannot ask questions at the terminal: it runs in
 * its own session. If a program fails before its first output, the end of its error output is the stream's
 * error.
 */
export function processStream(program: string, args: readonly string[]): Duplex {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let complaint = '';
  let spoke = false;
  const stream = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk: Buffer, _encoding, done) => void child.stdin.write(chunk, () => done()), // a broken pipe shows as its end
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill('SIGKILL');
      done(error);
    },
  });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)));
  child.stdout.on('data', (chunk: Buffer) => {
    spoke = true;
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.once('error', (error) => stream.destroy(error));
  child.once('close', (code) => {
    if (spoke || code === 0) stream.push(null);
    else
      stream.destroy(
        new Error(
          `${program} ended with ${code ?? 'a signal'}: ${complaint.trim().split('\n').slice(-3).join('; ')}`,
        ),
      );
  });
  return stream;
}
