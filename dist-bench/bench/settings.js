import { parseArgs } from 'node:util';
import { IsodenseError } from '../src/model/errors.js';
const FULL = {
    launch: { concurrencies: [1, 8], launchesPerBlock: 4, minRounds: 6, maxRounds: 60, precision: 0.015 },
    bookkeeping: { rounds: 8, iterations: 60 },
    sampler: { instances: 100, windows: 6, windowMs: 10_000 },
};
/** Shows that everything works; decides nothing. */
const QUICK = {
    launch: { concurrencies: [1, 8], launchesPerBlock: 1, minRounds: 2, maxRounds: 2, precision: 0.015 },
    bookkeeping: { rounds: 2, iterations: 10 },
    sampler: { instances: 10, windows: 2, windowMs: 1_000 },
};
export const USAGE = `npm run bench -- [--quick] [--rounds N] [--out FILE]

  What isodense itself costs: its launch path beside the same engine calls made raw and beside docker run, its
  bookkeeping without an engine, and its sampler at 100 instances. Takes up to about 20 minutes.

  --quick      a minute: shows that everything works, decides nothing
  --rounds N   at most N rounds of launches at each concurrency (default ${FULL.launch.maxRounds})
  --out FILE   where the JSON goes (default reports/bench-DATE.json)
`;
/** Undefined when only help was asked for. */
export function readSettings(args) {
    let values;
    try {
        ({ values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
    }
    catch (error) {
        throw new IsodenseError('usage', error instanceof Error ? error.message : String(error), { hint: 'see npm run bench -- --help' });
    }
    if (values.help === true)
        return undefined;
    const length = values.quick === true ? QUICK : FULL;
    const rounds = values.rounds === undefined ? length.launch.maxRounds : Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1)
        throw new IsodenseError('usage', `--rounds: expected a whole number from 1, got ${values.rounds}`, { hint: 'see npm run bench -- --help' });
    return {
        ...length,
        launch: { ...length.launch, maxRounds: rounds, minRounds: Math.min(rounds, length.launch.minRounds) },
        quick: values.quick === true,
        out: values.out,
    };
}
//# sourceMappingURL=settings.js.map