// A zip archive written as a stream: no member's size is known before it is over, so sizes follow each member and stand in the
// directory at the end. ZIP Application Note 6.3.10, sections 4.3 and 4.4.
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { tooLarge } from './sheet-row.ts';

export interface NewMember {
  readonly name: string;
  readonly content: AsyncIterable<Buffer> | Iterable<Buffer>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  rawBytes: number;
  packedBytes: number;
}

/** Without the 64-bit extension of the format, which some readers lack. */
const maxBytes = 0xffff_fffe;
/** Half the size of what is fastest, at nearly its speed. */
const level = 3;
/** Deflated; sizes follow (bit 3); names in UTF-8 (bit 11). */
const [version, flags, method] = [20, (1 << 3) | (1 << 11), 8];
/** 1980-01-01, the first day that the format knows: the same content makes the same bytes. */
const date = (1 << 5) | 1;

/** Yields the archive. Throws `sheet_too_large` where it or a member passes four gigabytes, and whatever a content throws. */
export async function* zipStream(members: AsyncIterable<NewMember>): AsyncGenerator<Buffer> {
  const directory: Written[] = [];
  let offset = 0;
  for await (const { name, content } of members) {
    const member: Written = { name: Buffer.from(name), offset, crc: 0, rawBytes: 0, packedBytes: 0 };
    directory.push(member);
    const head = headOf(member);
    yield head;
    yield* deflate(content, member);
    const after = Buffer.alloc(16);
    after.writeUInt32LE(0x08074b50, 0);
    writeSizes(after, 4, member);
    yield after;
    offset += head.length + member.packedBytes + after.length;
    if (offset > maxBytes) throw tooLarge('4 GB');
  }
  const entries = Buffer.concat(directory.map(entryOf));
  yield entries;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

async function* deflate(content: NewMember['content'], member: Written): AsyncGenerator<Buffer> {
  const packing = createDeflateRaw({ level, chunkSize: 64 * 1024 });
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const piece of content) {
      member.crc = crc32(piece, member.crc);
      member.rawBytes += piece.length;
      if (member.rawBytes > maxBytes) throw tooLarge('4 GB');
      yield piece;
    }
  }
  // Its failure is the packing's, which is read below.
  const fed = pipeline(measured(), packing).catch(() => undefined);
  try {
    for await (const piece of packing as AsyncIterable<Buffer>) {
      member.packedBytes += piece.length;
      yield piece;
    }
  } finally {
    packing.destroy();
    await fed;
  }
}

function headOf({ name }: Written): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  writeKind(head, 4);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function entryOf(member: Written): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(version, 4);
  writeKind(entry, 6);
  writeSizes(entry, 16, member);
  entry.writeUInt16LE(member.name.length, 28);
  entry.writeUInt32LE(member.offset, 42);
  return Buffer.concat([entry, member.name]);
}

function writeKind(into: Buffer, at: number): void {
  into.writeUInt16LE(version, at);
  into.writeUInt16LE(flags, at + 2);
  into.writeUInt16LE(method, at + 4);
  into.writeUInt16LE(date, at + 8);
}

function writeSizes(into: Buffer, at: number, { crc, packedBytes, rawBytes }: Written): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packedBytes, at + 4);
  into.writeUInt32LE(rawBytes, at + 8);
}
