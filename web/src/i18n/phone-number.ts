// How a number reads aloud: the groups that people here use. The record keeps E.164; this is only its face.

const shortAreaCode = /^(10|2\d)(\d{8})$/;
const longAreaCode = /^([3-9]\d{2})(\d{3,4})(\d{4})$/;

function groupNational(national: string): string | null {
  if (/^1[3-9]\d{9}$/.test(national)) return national.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
  if (/^[48]00\d{7}$/.test(national)) return national.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
  const short = shortAreaCode.exec(national);
  if (short !== null) return `0${short[1]} ${short[2]?.slice(0, 4)} ${short[2]?.slice(4)}`;
  const long = longAreaCode.exec(national);
  return long === null ? null : `0${long[1]} ${long[2]} ${long[3]}`;
}

/** An E.164 number in groups: "+8613822310487" → "138 2231 0487". What is no number comes back as it is. */
export function groupPhoneNumber(e164: string): string {
  if (e164.startsWith('+86')) return groupNational(e164.slice(3)) ?? `+86 ${e164.slice(3)}`;
  const foreign = /^\+(\d{5,15})$/.exec(e164)?.[1];
  if (foreign === undefined) return e164;
  const tail = foreign.slice(-4);
  const head = foreign.slice(0, -4).replace(/\B(?=(\d{3})+$)/g, ' ');
  return `+${head} ${tail}`;
}
