// MPEG audio layer III (ISO 11172-3, 13818-3): frames, each with a head that says its length, between tags at both ends. What a head of
// tags or of variable rate says of the whole is not believed.
import { SoundRefused } from '../refuse-sound.ts';

/** Kilobits a second by index: of MPEG-1, then of MPEG-2 and 2.5. */
const rates = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const hertz = [44_100, 48_000, 32_000] as const;
/** Encoders leave so many zeros before the first frame, at most. */
const maxPadding = 4096;
const leastFrames = 3;

export function isMp3(file: Buffer): boolean {
  return file.toString('latin1', 0, 3) === 'ID3' || frameLength(file, 0) !== undefined;
}

export function checkMp3(file: Buffer): void {
  let at = afterTags(file, 0);
  at = afterZeros(file, at, maxPadding);
  let frames = 0;
  while (at < file.length) {
    const length = frameLength(file, at);
    if (length === undefined) {
      const next = afterTags(file, at);
      if (next === at) {
        // Not even a whole head: four bytes that begin with ones.
        if (file.length - at < 4 && file[at] === 0xff) throw cutOff();
        break;
      }
      at = next;
      continue;
    }
    if (at + length > file.length) throw cutOff();
    at += length;
    frames += 1;
  }
  if (frames < leastFrames) throw new SoundRefused('unsupported_format', 'this is not an MP3 file');
  if (!isEnd(file, at)) throw new SoundRefused('foreign_content', 'there is something else in the MP3 file');
}

/** Bytes of the frame that begins there; undefined where none does. */
function frameLength(file: Buffer, at: number): number | undefined {
  if (at + 4 > file.length) return undefined;
  const head = file.readUInt32BE(at);
  const [sync, version, layer] = [head >>> 21, (head >>> 19) & 3, (head >>> 17) & 3];
  if (sync !== 0x7_ff || version === 1 || layer !== 1) return undefined;
  const rate = rates[version === 3 ? 0 : 1][(head >>> 12) & 15];
  const base = hertz[(head >>> 10) & 3];
  if (rate === undefined || rate === 0 || base === undefined) return undefined;
  const sampleRate = version === 3 ? base : version === 2 ? base / 2 : base / 4;
  const samples = version === 3 ? 144 : 72;
  return Math.floor((samples * rate * 1000) / sampleRate) + ((head >>> 9) & 1);
}

/** Behind the ID3v2 tags that stand there. */
function afterTags(file: Buffer, from: number): number {
  let at = from;
  while (at + 10 <= file.length && file.toString('latin1', at, at + 3) === 'ID3') {
    const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + ((file[at + i] ?? 0) & 0x7f), 0);
    const footer = ((file[at + 5] ?? 0) & 0x10) === 0 ? 0 : 10;
    at += 10 + size + footer;
    if (at > file.length) throw cutOff();
  }
  return at;
}

function afterZeros(file: Buffer, from: number, most: number): number {
  let at = from;
  while (at < file.length && at - from < most && file[at] === 0) at += 1;
  return at;
}

/** Nothing but zeros and the tags that stand behind frames: APEv2, Lyrics3, ID3v1. */
function isEnd(file: Buffer, from: number): boolean {
  const at = afterZeros(file, from, Infinity);
  if (at === file.length) return true;
  const left = file.length - at;
  const begin = file.toString('latin1', at, at + 11);
  if (begin.startsWith('TAG')) return left === 128;
  if (begin === 'LYRICSBEGIN') return left <= 64 * 1024;
  if (!begin.startsWith('APETAGEX') || left < 32) return false;
  const [size, flags] = [file.readUInt32LE(at + 12), file.readUInt32LE(at + 20)];
  // The size leaves out the head, where there is one.
  const next = at + size + (flags >>> 31 === 1 ? 32 : 0);
  return next > at && next <= file.length && isEnd(file, next);
}

function cutOff(): SoundRefused {
  return new SoundRefused('damaged', 'the MP3 file ends in the middle of a frame');
}
