// The members of a zip archive that lies in memory, unpacked as a stream and never beyond a bound: an archive says itself how large
// its members are, and may lie. ZIP Application Note 6.3.10, sections 4.3 and 4.4.
import { createInflateRaw } from 'node:zlib';
import { unreadable } from './sheet-row.ts';

interface Member {
  readonly method: number;
  readonly packedBytes: number;
  readonly headerOffset: number;
}

export interface Zip {
  has(name: string): boolean;
  /** The bytes of a member in pieces. Throws `file_unreadable` where it is missing, damaged, or longer than `maxBytes`. */
  read(name: string, maxBytes: number): AsyncGenerator<Buffer>;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const memberSignature = 0x04034b50;
const endLength = 22;
const maxComment = 65_535;
const maxMembers = 10_000;
const stored = 0;
const deflated = 8;

export function openZip(archive: Buffer): Zip {
  const members = readDirectory(archive);
  return {
    has: (name) => members.has(name),
    read: (name, maxBytes) => {
      const member = members.get(name);
      if (member === undefined) throw unreadable('workbook');
      return unpack(archive, member, maxBytes);
    },
  };
}

function readDirectory(archive: Buffer): Map<string, Member> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const members = new Map<string, Member>();
  if (count > maxMembers) throw unreadable('workbook');
  for (let i = 0; i < count; i++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== directorySignature) throw unreadable('workbook');
    const nameLength = archive.readUInt16LE(at + 28);
    const isEncrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
    if (isEncrypted) throw unreadable('workbook');
    members.set(archive.toString('utf8', at + 46, at + 46 + nameLength), {
      method: archive.readUInt16LE(at + 10),
      packedBytes: archive.readUInt32LE(at + 20),
      headerOffset: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return members;
}

function findEnd(archive: Buffer): number {
  const last = archive.length - endLength;
  for (let at = last; at >= Math.max(0, last - maxComment); at--) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  throw unreadable('workbook');
}

async function* unpack(archive: Buffer, member: Member, maxBytes: number): AsyncGenerator<Buffer> {
  const { headerOffset: at, packedBytes, method } = member;
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== memberSignature) throw unreadable('workbook');
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const packed = archive.subarray(start, start + packedBytes);
  if (packed.length < packedBytes) throw unreadable('workbook');
  if (method === stored) {
    if (packedBytes > maxBytes) throw unreadable('too_deflated');
    yield packed;
    return;
  }
  if (method !== deflated) throw unreadable('workbook');
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 });
  inflate.end(packed);
  let bytes = 0;
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > maxBytes) throw unreadable('too_deflated');
      yield piece;
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
      ? unreadable('workbook')
      : error;
  } finally {
    inflate.destroy();
  }
}
