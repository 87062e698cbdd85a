/**
 * Launches through one arm, `concurrency` at a time, and removes each batch before the next.
 *
 * @returns milliseconds of each launch, from the call to its promise's settling; removals are not in it
 */
export async function launchBlock(arm, launches, concurrency, clock) {
    const times = [];
    while (times.length < launches) {
        const batch = await Promise.allSettled(Array.from({ length: concurrency }, () => timed(arm, clock)));
        const launched = batch.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
        await Promise.all(launched.map(({ instance }) => instance[Symbol.asyncDispose]()));
        const failure = batch.find((result) => result.status === 'rejected');
        if (failure !== undefined)
            throw new Error(`a launch through ${arm.name} failed`, { cause: failure.reason });
        times.push(...launched.map(({ ms }) => ms));
    }
    return times;
}
async function timed(arm, clock) {
    const begun = clock.now();
    const instance = await arm.launch();
    return { instance, ms: clock.now() - begun };
}
//# sourceMappingURL=block.js.map