type Plain<T> = T extends (infer Item)[] | readonly (infer Item)[]
  ? number extends T['length']
    ? Plain<Item>[]
    : { -readonly [Index in keyof T]: Plain<T[Index]> }
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * `true` if a schema describes exactly a type of the model, optional keys included and `readonly` ignored.
 * Used in `satisfies`-style assertions, so that neither can change without the other.
 */
export type Exactly<Schema extends { readonly _output: unknown }, Model> = Same<
  Plain<Schema['_output']>,
  Plain<Model>
>;

/** Compiles only for `true`. */
export const exactly = <Is extends true>(is: Is): Is => is;
