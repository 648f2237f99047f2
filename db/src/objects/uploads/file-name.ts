const maxLength = 200;

/**
 * A file's name as it may be shown: its last step alone, without what turns text around, hides in it or breaks a line. It is never part
 * of a path. Answers `file` where nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/u).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  const short = [...clean].slice(0, maxLength).join('');
  return /^[.\s]*$/u.test(short) ? 'file' : short;
}
