import type { CellFault } from './deck-row.ts';

/** A range of a cell stands for at most this many prefixes. */
const maxRange = 1000;
const maxDigits = 15;

/**
 * The prefixes that a cell means, E.164 digits without the plus: "+44 20", "0044", "44;45", "44-46" (both ends as long). What could be
 * meant in two ways is refused: "1-809" may be a range or one prefix.
 */
export function readPrefixes(cell: string): readonly string[] | CellFault {
  const plain = cell.normalize('NFKC').trim();
  if (plain === '') return 'blank';
  if (plain.startsWith('=')) return 'formula';
  const prefixes: string[] = [];
  for (const part of plain.split(/[;,、/|]/)) {
    const read = readPart(part);
    if (typeof read === 'string') return read;
    prefixes.push(...read);
    if (prefixes.length > maxRange) return 'range_too_wide';
  }
  return prefixes;
}

function readPart(part: string): readonly string[] | CellFault {
  const [from = '', to, ...more] = part.split(/[-–—~]/).map(digitsOf);
  if (more.length > 0) return 'ambiguous_prefix';
  if (!/^[0-9]+$/.test(from)) return 'not_a_prefix';
  if (from.length > maxDigits) return 'too_long';
  if (to === undefined) return [from];
  if (!/^[0-9]+$/.test(to)) return 'not_a_prefix';
  if (to.length !== from.length || to < from) return 'ambiguous_prefix';
  const count = BigInt(to) - BigInt(from) + 1n;
  if (count > maxRange) return 'range_too_wide';
  return Array.from({ length: Number(count) }, (_, i) => String(BigInt(from) + BigInt(i)).padStart(from.length, '0'));
}

/** Without blanks and brackets, and without what says "international": a plus or two zeros. */
function digitsOf(text: string): string {
  return text.replaceAll(/[\s()]/g, '').replace(/^(\+|00)(?=[0-9])/, '');
}
