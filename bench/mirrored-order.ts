/**
 * The blocks of one round: ABC CBA, so that drift within a round hits all alike; the next round begins with
 * the next one (BCA ACB), so that none always comes first or after the same other.
 */
export function mirroredOrder<T>(arms: readonly T[], round: number): T[] {
  const first = arms.map((_, position) => arms[(position + round) % arms.length]!);
  return [...first, ...first.toReversed()];
}
