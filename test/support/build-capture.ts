import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { extract, type Header } from 'tar-stream';

/**
 * What the real docker command sends to an engine as the context of a directory: headers of its tar by name;
 * or what it complains of.
 */
export interface ContextCapture extends AsyncDisposable {
  capture(directory: string, ...args: readonly string[]): Promise<Map<string, Header> | string>;
}

/** An engine that takes any build, keeps its context, and builds nothing. */
export async function startContextCapture(socket: string): Promise<ContextCapture> {
  const contexts: Promise<Map<string, Header>>[] = [];
  const server = createServer((request, response) => {
    response.setHeader('Api-Version', '1.41');
    if (request.method === 'POST' && request.url!.includes('/build')) {
      const arriving = readTar(request);
      contexts.push(arriving);
      void arriving.then(() => response.end('{"stream":"done"}\n'));
    } else {
      request.resume();
      response.end('OK');
    }
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    capture: async (directory, ...args) => {
      const complaint = await new Promise<string>((resolve) => {
        execFile(
          'docker',
          ['--host', `unix://${socket}`, 'build', ...args, directory],
          { env: { ...process.env, DOCKER_BUILDKIT: '0' } },
          (_error, _stdout, stderr) => resolve(stderr),
        );
      });
      return (await contexts.pop()) ?? complaint;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Header of a tar stream, by name without a slash at its end. */
export async function readTar(stream: NodeJS.ReadableStream): Promise<Map<string, Header>> {
  const entries = new Map<string, Header>();
  const tar = extract();
  tar.on('entry', (header, content, next) => {
    entries.set(header.name.replace(/\/$/, ''), header);
    content.on('end', next);
    content.resume();
  });
  const finished = new Promise<void>((resolve, reject) => {
    tar.once('finish', resolve).once('error', reject);
    stream.once('error', reject);
  });
  stream.pipe(tar);
  await finished;
  return entries;
}
