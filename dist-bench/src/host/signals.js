const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Calls back for each request to stop, until the returned function is called. */
export function onStopSignal(listener) {
    for (const signal of SIGNALS)
        process.on(signal, listener);
    return () => {
        for (const signal of SIGNALS)
            process.off(signal, listener);
    };
}
//# sourceMappingURL=signals.js.map