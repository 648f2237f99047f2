/** Why a file does not become audio; the pages have words for each. */
export const soundRefusals = [
  'empty',
  'too_large',
  'unsupported_format',
  'has_video',
  'damaged',
  'foreign_content',
  'unreadable',
  'took_too_long',
  'too_short',
  'too_long',
  'silent',
] as const;
export type SoundRefusal = (typeof soundRefusals)[number];

/** The file is refused, and nothing is wrong with us. */
export class SoundRefused extends Error {
  override readonly name = 'SoundRefused';
  constructor(
    readonly code: SoundRefusal,
    message: string,
  ) {
    super(message);
  }
}
