// Ogg (RFC 3533): pages of a 27-byte head, a table of segment lengths, and the segments.
import { SoundRefused } from '../refuse-sound.ts';

const sounds = ['OpusHead', '\x01vorbis', '\x7fFLAC', 'Speex   '];
const videos = ['\x80theora', 'BBCD\0', '\x4fVP80'];
const isFirst = 0x02;

export function isOgg(file: Buffer): boolean {
  return file.toString('latin1', 0, 4) === 'OggS';
}

export function checkOgg(file: Buffer): void {
  let at = 0;
  while (at < file.length) {
    if (file.toString('latin1', at, at + 4) !== 'OggS') {
      throw new SoundRefused('foreign_content', 'there is something between or behind the pages of the OGG file');
    }
    const segments = file[at + 26];
    const body = at + 27 + (segments ?? 0);
    if (segments === undefined || body > file.length) throw cutOff();
    let length = 0;
    for (const segment of file.subarray(at + 27, body)) length += segment;
    if (body + length > file.length) throw cutOff();
    if (((file[at + 5] ?? 0) & isFirst) !== 0) checkStream(file.toString('latin1', body, body + 8));
    at = body + length;
  }
}

function checkStream(head: string): void {
  if (sounds.some((begin) => head.startsWith(begin))) return;
  if (videos.some((begin) => head.startsWith(begin))) throw new SoundRefused('has_video', 'this is a video');
  throw new SoundRefused('unsupported_format', 'the OGG file carries something that is not sound');
}

function cutOff(): SoundRefused {
  return new SoundRefused('damaged', 'the OGG file ends before its time');
}
