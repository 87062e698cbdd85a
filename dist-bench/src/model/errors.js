export class IsodenseError extends Error {
    name = 'IsodenseError';
    kind;
    hint;
    constructor(kind, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.kind = kind;
        this.hint = options.hint;
    }
}
/** The text of anything thrown: JavaScript can throw more than errors. */
export function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
//# sourceMappingURL=errors.js.map