import { mean, sampleStandardDeviation } from 'simple-statistics';
import { intervalAround } from './interval.js';
import { signFlipP } from './sign-flip.js';
import { tQuantile, tTwoSidedP } from './student-t.js';
/**
 * Compares paired by repetition on log ratios, so that "twice" and "half" weigh the same and drift that hits both
 * halves of a pair cancels. Paired t: Student, Biometrika 6 (1908); the minimum detectable change is
 * exp((t.975 + t.80) · s / √R) − 1 with R − 1 degrees of freedom (Bloom, Evaluation Review 19 (1995): the multiplier
 * of the standard error).
 *
 * Undefined for no pairs, and when any value is zero, negative or not finite: it has no ratio, and
 * leaving such pairs out would compare the lucky repetitions only.
 */
export function pairedRatio(pairs) {
    if (pairs.length === 0 || !pairs.flat().every((value) => Number.isFinite(value) && value > 0))
        return undefined;
    const logRatios = pairs.map(([value, reference]) => Math.log(value) - Math.log(reference));
    const centre = mean(logRatios);
    if (!Number.isFinite(Math.exp(centre)))
        return undefined;
    return { ratio: Math.exp(centre), pairs: pairs.length, inference: pairs.length < 2 ? null : infer(logRatios, centre) };
}
function infer(logRatios, centre) {
    const freedom = logRatios.length - 1;
    const standardError = sampleStandardDeviation(logRatios) / Math.sqrt(logRatios.length);
    const critical = tQuantile(0.975, freedom);
    const [low, high] = intervalAround(centre, critical * standardError);
    const minimumDetectableChange = Math.expm1((critical + tQuantile(0.8, freedom)) * standardError);
    if (!Number.isFinite(Math.exp(high)) || !Number.isFinite(minimumDetectableChange))
        return null;
    return {
        ci95: [Math.exp(low), Math.exp(high)],
        p: centre === 0 ? 1 : tTwoSidedP(centre / standardError, freedom),
        signFlipP: signFlipP(logRatios),
        minimumDetectableChange,
    };
}
//# sourceMappingURL=paired-ratio.js.map