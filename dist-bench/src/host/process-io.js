export function processTerminal() {
    for (const stream of [process.stdout, process.stderr])
        stream.on('error', ignoreLeftReader);
    const interactive = process.stderr.isTTY === true;
    const wantsColour = process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb';
    return {
        out: process.stdout,
        err: process.stderr,
        interactive,
        colour: process.env['FORCE_COLOR'] !== undefined || (process.stdout.isTTY === true && wantsColour),
        width: process.stdout.columns ?? 100,
        environment: process.env,
        directory: process.cwd(),
    };
}
/** A reader that leaves early (`| head`) must not end a run half-way, with everything that it launched left behind. */
function ignoreLeftReader(error) {
    if (error.code !== 'EPIPE')
        throw error;
}
export function processArguments() {
    return process.argv.slice(2);
}
/** Sets the code with which the process will end by itself, so that nothing under way is cut off. */
export function setExitCode(code) {
    process.exitCode = code;
}
/** Ends the process now. */
export function leave(code) {
    process.exit(code);
}
//# sourceMappingURL=process-io.js.map