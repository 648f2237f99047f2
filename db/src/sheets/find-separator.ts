const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

const linesLookedAt = 20;

/** The separator that cuts most of the first lines into the same number of cells; a comma where none does. */
export function findSeparator(head: string): Separator {
  const said = /^sep=([,;\t|])\r?\n/.exec(head)?.[1];
  if (said !== undefined) return said as Separator;
  const lines = head
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesLookedAt);
  let best: { separator: Separator; worth: number } = { separator: ',', worth: 0 };
  for (const separator of separators) {
    const counts = lines.map((line) => countOutsideQuotes(line, separator)).filter((count) => count > 0);
    const usual = mostFrequent(counts);
    const agreeing = counts.filter((count) => count === usual).length;
    // Agreement first: "1,5;Name" has commas too, but not in every line as many.
    const worth = agreeing * 100 + usual;
    if (worth > best.worth) best = { separator, worth };
  }
  return best.separator;
}

function countOutsideQuotes(line: string, separator: string): number {
  let count = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) count++;
  }
  return count;
}

function mostFrequent(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
