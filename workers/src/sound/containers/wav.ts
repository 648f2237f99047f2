// RIFF/WAVE: chunks of an id, a length and as many bytes, padded to even lengths.
import { SoundRefused } from '../refuse-sound.ts';

/** Written where a recorder did not know the length yet. */
const unknown = new Set([0, 0xff_ff_ff_ff]);

export function isRiff(file: Buffer): boolean {
  return file.length >= 12 && ['RIFF', 'RIFX', 'RF64'].includes(file.toString('latin1', 0, 4));
}

export function checkWav(file: Buffer): void {
  const form = file.toString('latin1', 8, 12);
  if (form === 'AVI ') throw new SoundRefused('has_video', 'this is a video');
  if (form !== 'WAVE' || file.toString('latin1', 0, 4) !== 'RIFF')
    throw new SoundRefused('unsupported_format', 'a RIFF file that is not a WAV file');
  const said = file.readUInt32LE(4);
  const end = unknown.has(said) ? file.length : 8 + said;
  if (end > file.length) throw new SoundRefused('damaged', 'the WAV file ends before its time');
  if (file.length - end > 1) throw new SoundRefused('foreign_content', 'there is something behind the WAV file');
  let at = 12;
  const seen = new Set<string>();
  while (at + 8 <= end) {
    const id = file.toString('latin1', at, at + 4);
    if (!/^[\x20-\x7e]{4}$/.test(id))
      throw new SoundRefused('foreign_content', 'something in the WAV file is no chunk');
    const length = file.readUInt32LE(at + 4);
    seen.add(id);
    // The sound of a recorder that did not know how long it would be goes on to the end.
    if (id === 'data' && (length === 0xff_ff_ff_ff || (length === 0 && unknown.has(said)))) at = end;
    else at += 8 + length;
    if (at > end) throw new SoundRefused('damaged', 'a chunk of the WAV file ends before its time');
    at += at % 2;
  }
  if (!seen.has('fmt ') || !seen.has('data')) throw new SoundRefused('damaged', 'the WAV file has no sound');
}
