// What a picture says of itself, read without trusting any of it. Only what the drawing of a statement can surely read is taken: a
// PNG's pixels are unpacked here, within bounds, so that nothing later fails on them.
import { inflateSync } from 'node:zlib';
import { DomainError } from '@yunhu/db';

export interface Picture {
  readonly contentType: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
}

export const pictureLimits = { bytes: 512 * 1024, leastSide: 16, mostSide: 2_000 } as const;

/** Throws `invalid_input` on the field `logo` for what is neither a whole PNG nor a JPEG of a fit size. */
export function readPicture(bytes: Buffer): Picture {
  const picture = readPng(bytes) ?? readJpeg(bytes);
  if (picture === undefined) throw refused('not_a_picture', 'send a PNG or a JPEG');
  const { leastSide, mostSide } = pictureLimits;
  const sides = [picture.width, picture.height];
  if (Math.min(...sides) < leastSide || Math.max(...sides) > mostSide) {
    throw refused('wrong_size', `each side has ${leastSide} to ${mostSide} pixels`);
  }
  return picture;
}

function refused(code: string, message: string): DomainError {
  return new DomainError('invalid_input', message, [{ field: 'logo', code, message }]);
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const channels: Readonly<Partial<Record<number, number>>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** https://www.w3.org/TR/png-3/#5Chunk-layout */
function readPng(bytes: Buffer): Picture | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return undefined;
  const packed: Buffer[] = [];
  let header: Buffer | undefined;
  let hasPalette = false;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) break;
    if (header === undefined && type !== 'IHDR') break;
    if (type === 'IHDR') header = content;
    if (type === 'PLTE') hasPalette = true;
    if (type === 'IDAT') packed.push(content);
    if (type === 'IEND') return checkPng(header, packed, hasPalette);
    at += length + 12;
  }
  throw refused('broken_picture', 'the PNG is not whole');
}

function checkPng(header: Buffer | undefined, packed: readonly Buffer[], hasPalette: boolean): Picture {
  if (header?.length !== 13) throw refused('broken_picture', 'the PNG has no header');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = 0, , , interlaced = 0] = header.subarray(8);
  const perPixel = channels[colour];
  if (perPixel === undefined || depth !== 8) throw refused('unsupported_picture', 'save the PNG with 8 bits a channel');
  if (interlaced !== 0) throw refused('unsupported_picture', 'save the PNG without interlacing');
  if (colour === 3 && !hasPalette) throw refused('broken_picture', 'the PNG has no palette');
  if (Math.max(width, height) > pictureLimits.mostSide) return { contentType: 'image/png', width, height };
  const expected = height * (1 + width * perPixel);
  try {
    if (inflateSync(Buffer.concat(packed), { maxOutputLength: expected + 1 }).length === expected) {
      return { contentType: 'image/png', width, height };
    }
  } catch {
    // Told below.
  }
  throw refused('broken_picture', 'the pixels of the PNG are not whole');
}

/** Frame headers, the one place where a JPEG says its size: ITU-T T.81, B.2.2. Of the progressive kinds, SOF2. */
const frames = new Set([0xc0, 0xc1, 0xc2]);

function readJpeg(bytes: Buffer): Picture | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (frames.has(marker)) {
      return { contentType: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw refused('broken_picture', 'the JPEG is not whole');
}
