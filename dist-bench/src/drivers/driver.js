/** A launch that did not become ready. The marks reached so far are kept: it is a censored sample. */
export class LaunchError extends Error {
    name = 'LaunchError';
    outcome;
    marks;
    constructor(outcome, message, marks, cause) {
        super(message, cause === undefined ? undefined : { cause });
        this.outcome = outcome;
        this.marks = marks;
    }
}
//# sourceMappingURL=driver.js.map