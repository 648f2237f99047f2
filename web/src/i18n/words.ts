/** The shape of a dictionary: the same keys, and the same values to fill in, whatever the language. */
export type Words<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Words<T[K]>;
};
