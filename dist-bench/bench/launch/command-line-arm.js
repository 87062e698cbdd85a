import { exitOf, startProcess } from '../../src/host/command.js';
import { findProgram } from '../../src/host/files.js';
import { argumentsOf } from '../../src/image/image.js';
import { HOST_LABEL, OWNER_LABEL } from '../../src/model/owner.js';
import { READY } from './arm.js';
import { socketOf } from './raw-arm.js';
import { rawEngine, removeRaw } from './raw-calls.js';
/** `docker run` as a person types it, for scale; undefined where the command is not installed. */
export function commandLineArm(laboratory) {
    const program = findProgram('docker');
    if (program === undefined)
        return undefined;
    const { context, engine, image, options } = laboratory;
    const raw = rawEngine(socketOf(laboratory));
    const [entrypoint = '', ...rest] = argumentsOf(image.config, undefined);
    let index = 0;
    return {
        name: 'docker run',
        launch: async () => {
            const name = `isodense-${context.owner.id}-cli-${index++}`;
            const args = [
                ...['--host', engine.endpoint.address, 'run', '--rm', '--interactive', '--pull', 'never', '--name', name],
                ...['--label', `${OWNER_LABEL}=${context.owner.id}`, '--label', `${HOST_LABEL}=${context.owner.hostId}`],
                ...['--network', options.network, '--cgroup-parent', engine.cgroup.parent, '--log-driver', 'none'],
                ...(options.runtime === undefined ? [] : ['--runtime', options.runtime]),
                ...['--entrypoint', entrypoint, engine.images.tagOf(image), ...rest],
            ];
            const child = startProcess(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
            const ended = exitOf(child, 'close');
            ended.catch(() => { }); // a program that cannot be started is reported below
            let said = '';
            child.stderr.on('data', (chunk) => (said += chunk.toString()));
            child.stdin.on('error', () => { }); // it may be gone before its input is closed
            const remove = async () => {
                await removeRaw(raw, name);
                child.stdin.end();
                await ended;
            };
            const ready = new Promise((resolve) => {
                let seen = '';
                child.stdout.on('data', (chunk) => {
                    seen += chunk.toString('latin1');
                    if (seen.includes(READY))
                        resolve();
                });
            });
            try {
                await Promise.race([ready, ended.then(({ reason }) => Promise.reject(new Error(`docker run ended (${reason}) before it was ready: ${said.trim()}`)))]);
                return { id: name, [Symbol.asyncDispose]: remove };
            }
            catch (error) {
                await remove();
                throw error;
            }
        },
    };
}
//# sourceMappingURL=command-line-arm.js.map