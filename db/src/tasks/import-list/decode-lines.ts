// Bytes of a text file to its lines, in whatever encoding people's programs write: UTF-8, UTF-16 and GB18030 (so GBK
// and GB2312). Lines are cut from bytes: CR and LF are never part of another character in UTF-8 or GB18030, and UTF-16
// is turned into UTF-8 first. So memory holds one piece and one line, whatever is sent.
import { isUtf8 } from 'node:buffer';
import { DomainError } from '../../errors.ts';

export const maxListBytes = 16 * 1024 * 1024;
/** No line with one phone number is this long. */
export const maxLineBytes = 1024;
/** Large chunks are worked off in pieces, so that the caller can let others run in between. */
const pieceBytes = 16 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A line without its end; null for one longer than `maxLineBytes`. */
export type Line = string | null;

export interface DecodeOptions {
  /** Throws `list_too_large` when more bytes come; 16 MiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Yields the lines of a file in batches, in order. Lines end with LF, CRLF or CR; the last one needs no end, and an
 * end makes no further line. A byte-order mark is skipped. Where bytes are not UTF-8, that line is read as GB18030;
 * what is no text in either becomes replacement characters. Throws DomainError `list_too_large`.
 */
export async function* decodeLines(
  source: AsyncIterable<Uint8Array>,
  { maxBytes = maxListBytes }: DecodeOptions = {},
): AsyncGenerator<Line[]> {
  const cutter = new LineCutter();
  let total = 0;
  let toUtf8: ((piece: Buffer, last: boolean) => Buffer) | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of source) {
    total += chunk.byteLength;
    if (total > maxBytes) throw new DomainError('list_too_large', `a list has at most ${maxBytes} bytes`);
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (toUtf8 === undefined) {
      head = Buffer.concat([head, bytes]);
      if (head.length < sniffedBytes) continue;
      [toUtf8, bytes] = sniffEncoding(head);
    }
    for (let start = 0; start < bytes.length; start += pieceBytes) {
      yield cutter.cut(toUtf8(bytes.subarray(start, start + pieceBytes), false));
    }
  }
  if (toUtf8 === undefined) {
    const [convert, bytes] = sniffEncoding(head);
    toUtf8 = convert;
    yield cutter.cut(toUtf8(bytes, false));
  }
  yield [...cutter.cut(toUtf8(Buffer.alloc(0), true)), ...cutter.end()];
}

const sniffedBytes = 4;

/** Tells the encoding by the byte-order mark, or UTF-16 without one by its first digit; answers the bytes after the mark. */
function sniffEncoding(head: Buffer): [(piece: Buffer, last: boolean) => Buffer, Buffer] {
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return [(piece) => piece, head.subarray(3)];
  if (a === 0xff && b === 0xfe) return [utf16('utf-16le'), head];
  if (a === 0xfe && b === 0xff) return [utf16('utf-16be'), head];
  const isAscii = (byte: number | undefined) => byte !== undefined && byte > 0 && byte < 0x80;
  if (isAscii(a) && b === 0 && isAscii(c) && head[3] === 0) return [utf16('utf-16le'), head];
  if (a === 0 && isAscii(b) && c === 0 && isAscii(head[3])) return [utf16('utf-16be'), head];
  return [(piece) => piece, head];
}

function utf16(encoding: 'utf-16le' | 'utf-16be'): (piece: Buffer, last: boolean) => Buffer {
  const decoder = new TextDecoder(encoding);
  return (piece, last) => Buffer.from(decoder.decode(piece, { stream: !last }), 'utf8');
}

const gb18030 = new TextDecoder('gb18030');

function decodeLine(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : gb18030.decode(bytes);
}

/** Cuts lines from pieces that end anywhere. */
class LineCutter {
  #open: Buffer[] = [];
  #openBytes = 0;
  #afterReturn = false;

  cut(piece: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      const secondHalf = byte === lineFeed && i === start && this.#afterReturn;
      if (!secondHalf) lines.push(this.#close(piece.subarray(start, i)));
      this.#afterReturn = byte === carriageReturn;
      start = i + 1;
    }
    if (start < piece.length) {
      this.#afterReturn = false;
      this.#keep(piece.subarray(start));
    }
    return lines;
  }

  /** The last line, where the file does not end with a line's end. */
  end(): Line[] {
    return this.#openBytes === 0 ? [] : [this.#close(Buffer.alloc(0))];
  }

  #keep(bytes: Buffer): void {
    // Once a line is too long its bytes are only counted.
    if (this.#openBytes <= maxLineBytes) this.#open.push(Buffer.from(bytes));
    this.#openBytes += bytes.length;
  }

  #close(bytes: Buffer): Line {
    const length = this.#openBytes + bytes.length;
    const open = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    if (length > maxLineBytes) return null;
    return decodeLine(open.length === 0 ? bytes : Buffer.concat([...open, bytes]));
  }
}
