/**
 * The value that an object itself has under a name from outside. A plain look-up would also find inherited
 * ones: a variant may be called `constructor`.
 */
export function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
