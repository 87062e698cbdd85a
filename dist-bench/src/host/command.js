import { spawn } from 'node:child_process';
import { IsodenseError } from '../model/errors.js';
/** Runs a program to its end and collects what it prints. A non-zero exit is a result, not an error. */
export async function tryCommand(program, args, options = {}) {
    const child = spawn(program, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
        ...(options.signal === undefined ? {} : { signal: options.signal, killSignal: 'SIGKILL' }),
    });
    child.stdin.on('error', () => { }); // a program may end without reading its input
    child.stdin.end(options.input ?? '');
    const stdout = [];
    const stderr = [];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    const code = await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
    });
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
/** Runs a program that must succeed; its error output is the message when it does not. */
export async function runCommand(program, args, options = {}) {
    const result = await tryCommand(program, args, options);
    if (result.code !== 0) {
        const said = (result.stderr || result.stdout).trim().split('\n').slice(-5).join('\n');
        throw new IsodenseError('internal', `${program} ${args.join(' ')} ended with ${result.code}: ${said}`);
    }
    return result.stdout;
}
/** Starts a long-lived program. It ends when this process ends, however that happens, where setpriv is given. */
export function startProcess(program, args, options) {
    return spawn(program, args, options);
}
/** Resolves with how a child ended; rejects when it could not be started. `close` waits for the end of its output too. */
export function exitOf(child, event = 'exit') {
    return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once(event, (code, signal) => resolve({ code, reason: signal === null ? `exit ${code}` : `killed by ${signal}` }));
    });
}
/** Sends a signal to one process; false when it is already gone. */
export function signalProcess(pid, signal) {
    try {
        return process.kill(pid, signal);
    }
    catch {
        return false;
    }
}
//# sourceMappingURL=command.js.map