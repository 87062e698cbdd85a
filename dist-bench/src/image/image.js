/** The process that an image starts: its entrypoint and its command, or the workload's command in the latter's place. */
export function argumentsOf(config, command) {
    return [...config.entrypoint, ...(command ?? config.command)];
}
//# sourceMappingURL=image.js.map