/** The same seats with one of them a place further up (-1) or down (1); at an end it stays. */
export function moved(ids: readonly string[], index: number, by: -1 | 1): string[] {
  const to = index + by;
  const [one, other] = [ids[index], ids[to]];
  if (one === undefined || other === undefined) return [...ids];
  return ids.with(index, other).with(to, one);
}
