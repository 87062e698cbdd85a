// Passes TCP connections on from a UNIX socket. It runs inside another network namespace, where only it can reach
// the addresses that it is asked for. Each connection starts with one line, `ADDRESS PORT`; the answer is one line,
// `ok` or an error code, and then the streams are joined. It ends with its standard input.
import { connect, createServer } from 'node:net';

const server = createServer((client) => {
  client.on('error', () => {});
  client.once('data', (chunk) => {
    const end = chunk.indexOf(10);
    const [host, port] = chunk.subarray(0, end).toString().split(' ');
    const target = connect({ host, port: Number(port) });
    target.once('connect', () => {
      client.write('ok\n');
      if (end + 1 < chunk.length) target.write(chunk.subarray(end + 1));
      client.pipe(target).pipe(client);
    });
    target.on('error', (error) => client.end(`${error.code}\n`));
    client.on('close', () => target.destroy());
  });
});
server.listen(process.argv[2], () => console.log('listening'));
process.stdin.resume().on('end', () => process.exit(0));
