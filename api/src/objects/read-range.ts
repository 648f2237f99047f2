export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** A single range of RFC 9110, 14.1.2; anything else counts as none, as that permits. */
export function readRange(header: string | undefined, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (asked === null || asked[0] === 'bytes=-') return undefined;
  const [, first = '', last = ''] = asked;
  const start = first === '' ? Math.max(bytes - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start > end ? 'unsatisfiable' : { start, end };
}
