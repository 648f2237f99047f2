/** What a login name can be: ASCII alone, as the record's check has it, so that no two look alike. */
const form = /^[A-Za-z0-9]{3,32}$/;

/**
 * A login name in small letters, by which it is counted and compared; undefined for a text that can be nobody's. Letters of other
 * alphabets are not folded into these: programs disagree on how (İ, the Kelvin sign), and what one takes for the same name and another
 * for a new one is a name with attempts of its own.
 */
export function foldLoginName(text: string): string | undefined {
  return form.test(text) ? text.toLowerCase() : undefined;
}
