/** As many as the world deck that this was first measured with. */
const generatedPrefixes = 36_206;

/** Prefixes that grow out of one another, as a deck's do. The same ones each time. */
export function generatePrefixes(): string[] {
  const random = seededRandom();
  const prefixes = new Set(['86', '8613', '8615', '8618']);
  const grown = [...prefixes];
  while (prefixes.size < generatedPrefixes) {
    const root = random(4) === 0 ? String(1 + random(99)) : (grown[random(grown.length)] ?? '');
    const prefix = root + String(random(10));
    if (prefix.length > 9 || prefixes.has(prefix)) continue;
    prefixes.add(prefix);
    grown.push(prefix);
  }
  return [...prefixes];
}

/** Whole numbers from 0 below a bound, the same ones in each run (mulberry32, Tommy Ettinger, public domain). */
export function seededRandom(): (below: number) => number {
  let state = 20_260_601;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}
