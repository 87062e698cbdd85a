import { join } from 'node:path';
import { exitOf, startProcess } from '../../host/command.js';
import { packageFile } from '../../host/files.js';
import { nodeProgram } from '../../host/platform.js';
import { dial } from '../../host/network.js';
export function openRelay(enginePid, stateDirectory) {
    const socket = join(stateDirectory, 'relay.sock');
    let running;
    const start = async () => {
        const child = startProcess('nsenter', ['--target', String(enginePid), '--net', nodeProgram(), packageFile('bin/relay.js'), socket], { stdio: ['pipe', 'pipe', 'inherit'] });
        const exited = exitOf(child);
        await Promise.race([
            new Promise((resolve) => child.stdout.once('data', () => resolve())),
            exited.then(({ reason }) => Promise.reject(new Error(`the relay into the engine's network ended: ${reason}`))),
        ]);
        return {
            stop: async () => {
                child.stdin.end(); // it ends when its standard input does, also when this process is killed
                await exited;
            },
        };
    };
    return {
        dial: async (address, port, signal) => {
            await (running ??= start()); // most workloads never need it
            const stream = await dial({ path: socket }, signal);
            stream.write(`${address} ${port}\n`);
            return answered(stream);
        },
        [Symbol.asyncDispose]: async () => {
            const relay = running;
            running = undefined;
            await (await relay)?.stop();
        },
    };
}
/** The relay's first line is `ok` or the error's code. */
function answered(stream) {
    return new Promise((resolve, reject) => {
        stream.once('error', reject);
        stream.once('close', () => reject(new Error('the relay closed the connection')));
        stream.once('data', (chunk) => {
            const end = chunk.indexOf(10);
            const verdict = chunk.subarray(0, end).toString();
            if (verdict !== 'ok')
                return reject(new Error(verdict));
            if (end + 1 < chunk.length)
                stream.unshift(chunk.subarray(end + 1));
            return resolve(stream);
        });
    });
}
//# sourceMappingURL=relay.js.map