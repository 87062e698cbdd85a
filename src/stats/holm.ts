/**
 * Holm's step-down adjustment for several tests at once (Holm, Scandinavian Journal of Statistics 6, 1979):
 * compare the results with the level that one test would have had. In the order of the input.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => 0);
  const smallestFirst = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  let floor = 0; // an adjusted value is never below that of a smaller p
  for (const [rank, index] of smallestFirst.entries()) {
    floor = Math.max(floor, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = floor;
  }
  return adjusted;
}
