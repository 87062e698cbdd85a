/**
 * `1.023`, `2.31`, `40.2`, `0.0042`: three decimals near 1, where a tolerance of 5% is read, and four where 1
 * itself is near; else three significant digits.
 */
function digits(value: number): string {
  if (value !== 1 && Math.abs(value - 1) < 0.002) return value.toFixed(4);
  if (value > 0.5 && value < 1.5) return value.toFixed(3);
  return value >= 100
    ? value.toFixed(0)
    : value >= 1
      ? value.toPrecision(3)
      : String(Number(value.toPrecision(2)));
}

/** `1.023×` */
export function ratioText(value: number): string {
  return `${digits(value)}×`;
}

/** `1.011–1.035` */
export function ratioInterval([low, high]: readonly [low: number, high: number]): string {
  return `${digits(low)}–${digits(high)}`;
}
