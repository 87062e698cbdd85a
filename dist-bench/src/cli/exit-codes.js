import { IsodenseError } from '../model/errors.js';
/** Every code that isodense ends with. */
export const EXIT = {
    pass: 0,
    internal: 1,
    usage: 2,
    unavailable: 30,
    interrupted: 130,
    terminated: 143,
};
const OF_KIND = {
    usage: EXIT.usage,
    unavailable: EXIT.unavailable,
    interrupted: EXIT.interrupted,
    internal: EXIT.internal,
};
export function exitCodeOf(error) {
    return error instanceof IsodenseError ? OF_KIND[error.kind] : EXIT.internal;
}
//# sourceMappingURL=exit-codes.js.map