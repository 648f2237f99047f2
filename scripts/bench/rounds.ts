/** One side's figure of one round. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
}

export interface BenchResult {
  readonly name: string;
  /** What the bound speaks of; the benchmark says which way. */
  readonly ratio: number;
  readonly ours: Figure;
  readonly baseline: Figure;
}

const rounds = 3;

/** The middle one of an odd number of figures. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * Measures both sides in turn, three times, and takes each side's median. `ratioOf` makes the ratio of the two medians: ours ÷ baseline
 * unless told otherwise.
 */
export async function alternate(
  name: string,
  unit: string,
  sides: { readonly ours: () => Promise<number>; readonly baseline: () => Promise<number> },
  ratioOf: (ours: number, baseline: number) => number = (ours, baseline) => ours / baseline,
): Promise<BenchResult> {
  const figures = { ours: [] as number[], baseline: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    figures.baseline.push(await sides.baseline());
    figures.ours.push(await sides.ours());
    process.stderr.write(
      `round ${round}: ours ${figures.ours.at(-1)?.toFixed(2)}, baseline ${figures.baseline.at(-1)?.toFixed(2)} ${unit}\n`,
    );
  }
  const [ours, baseline] = [median(figures.ours), median(figures.baseline)];
  return { name, ratio: ratioOf(ours, baseline), ours: { value: ours, unit }, baseline: { value: baseline, unit } };
}

/** The line that ends every benchmark. */
export function resultLine({ name, ratio, ours, baseline }: BenchResult): string {
  const figure = ({ value, unit }: Figure) => `${value.toFixed(2)} ${unit}`;
  return `bench ${name} ratio ${ratio.toFixed(2)} (ours ${figure(ours)}; baseline ${figure(baseline)})`;
}
