import { z } from 'zod';

/** No measurement exceeds it, and sums and squares of such numbers are still finite. */
const LARGEST = Number.MAX_SAFE_INTEGER;
const MOST = 1_000_000_000;

/** A reading: finite, and small enough to calculate with. */
export const reading = z.number().min(-LARGEST).max(LARGEST);

/** A count or an index. */
export const count = z.int().min(0).max(MOST);

export const texts = z.record(z.string(), z.string());

export const parameters = z.record(z.string(), z.union([z.string(), reading]));

export const unit = z.enum(['ms', 'bytes', 'ratio', 'per second', 'cores', 'count']);

export const cell = z.object({ experiment: z.string(), variant: z.string(), density: count, parameters });
