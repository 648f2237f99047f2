// ISO base media (M4A, MP4): boxes of a length, a type and their content.
import { SoundRefused } from '../refuse-sound.ts';

const known = new Set(
  'ftyp moov mdat free skip wide udta uuid meta moof mfra sidx ssix styp pdin emsg prft'.split(' '),
);

export function isMp4(file: Buffer): boolean {
  return file.length >= 12 && file.toString('latin1', 4, 8) === 'ftyp';
}

export function checkMp4(file: Buffer): void {
  const seen = new Set<string>();
  let at = 0;
  while (at < file.length) {
    if (at + 8 > file.length) throw cutOff();
    const type = file.toString('latin1', at + 4, at + 8);
    if (!known.has(type)) throw new SoundRefused('foreign_content', 'there is something else in the M4A file');
    seen.add(type);
    const length = lengthAt(file, at);
    if (length < 8 || at + length > file.length) throw cutOff();
    at += length;
  }
  if (!seen.has('moov')) throw cutOff();
}

function lengthAt(file: Buffer, at: number): number {
  const said = file.readUInt32BE(at);
  if (said === 0) return file.length - at;
  if (said !== 1) return said;
  if (at + 16 > file.length) throw cutOff();
  return Number(file.readBigUInt64BE(at + 8));
}

function cutOff(): SoundRefused {
  return new SoundRefused('damaged', 'the M4A file ends before its time');
}
