// Bytes of a text file to its characters, in the encodings that spreadsheets write: UTF-8, UTF-16 and GB18030 (so GBK and GB2312).
// What fits none of them is refused rather than read wrongly: a price list with wrong names is worse than none.
import { isUtf8 } from 'node:buffer';
import { unreadable } from './sheet-row.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

/** Bytes by which the encoding is told; enough that other text is not valid UTF-8 by accident. */
const headBytes = 256 * 1024;

/** Yields the text without its byte-order mark. Throws `file_unreadable` for bytes that are no text, or in none of the encodings. */
export async function* decodeText(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head: Uint8Array[] = [];
  let length = 0;
  let decode: ((bytes: Uint8Array, last: boolean) => string) | undefined;
  for await (const chunk of source) {
    if (decode === undefined) {
      head.push(chunk);
      length += chunk.byteLength;
      if (length < headBytes) continue;
      decode = decoderOf(tellEncoding(Buffer.concat(head), false));
      yield decode(Buffer.concat(head), false);
      head = [];
    } else {
      yield decode(chunk, false);
    }
  }
  const rest = Buffer.concat(head);
  decode ??= decoderOf(tellEncoding(rest, true));
  yield decode(rest, true);
}

function decoderOf(encoding: TextEncoding): (bytes: Uint8Array, last: boolean) => string {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, last) => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !last });
    } catch {
      throw unreadable('encoding');
    }
    if (/[^\P{Cc}\t\n\v\f\r]/u.test(text)) throw unreadable('binary');
    return text;
  };
}

/** By the byte-order mark, by the zero bytes that UTF-16 puts between ASCII, or by what the bytes are valid in. */
function tellEncoding(head: Buffer, isWhole: boolean): TextEncoding {
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const zeros = countZeros(head.subarray(0, 4096));
  const sampled = Math.min(head.length, 4096) / 2;
  if (zeros.odd > 0 && zeros.odd >= sampled / 2 && zeros.even === 0) return 'utf-16le';
  if (zeros.even > 0 && zeros.even >= sampled / 2 && zeros.odd === 0) return 'utf-16be';
  if (zeros.odd + zeros.even > 0) throw unreadable('binary');
  if (isUtf8(isWhole ? head : withoutCutCharacter(head))) return 'utf-8';
  if (looksWestern(head)) throw unreadable('encoding');
  return 'gb18030';
}

function countZeros(bytes: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i % 2 === 0 ? 'even' : 'odd']++;
  return zeros;
}

/** Up to three bytes at the end may belong to a character that the next chunk completes. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) break;
  }
  return bytes;
}

/**
 * Latin-1 and its like set single bytes above ASCII between letters ("Côte"), which GB18030 would take for the halves of rare
 * characters; in Chinese text nearly all such bytes stand in pairs.
 */
function looksWestern(bytes: Buffer): boolean {
  let single = 0;
  let paired = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    if ((bytes[i + 1] ?? 0) < 0x80) single++;
    else {
      paired++;
      i++;
    }
  }
  return single > paired;
}
