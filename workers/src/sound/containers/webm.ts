// WebM, as browsers record: EBML elements (RFC 8794) of an id, a length and their content; lengths of live recordings are unknown.
import { SoundRefused } from '../refuse-sound.ts';

const ebml = 0x1a_45_df_a3;
const docType = 0x42_82;
const segment = 0x18_53_80_67;
const cluster = 0x1f_43_b6_75;
/** What stands in a segment and in a cluster (Matroska, RFC 9559). */
const inside = new Set([
  ...[0x11_4d_9b_74, 0x15_49_a9_66, 0x16_54_ae_6b, 0x1c_53_bb_6b, 0x12_54_c3_67, 0x10_43_a7_70, 0xec, 0xbf],
  ...[0xe7, 0xa3, 0xa0, 0xab, 0xa7, 0x58_54],
]);

export function isEbml(file: Buffer): boolean {
  return file.length >= 4 && file.readUInt32BE(0) === ebml;
}

export function checkWebm(file: Buffer): void {
  const head = elementAt(file, 0);
  if (head.end === undefined || docTypeOf(file.subarray(head.body, head.end)) !== 'webm')
    throw new SoundRefused('unsupported_format', 'a Matroska file that is not WebM');
  const whole = head.end < file.length ? elementAt(file, head.end) : undefined;
  if (whole?.id !== segment) throw new SoundRefused('damaged', 'the WebM file has no content');
  let at = whole.body;
  const end = whole.end ?? file.length;
  while (at < end) {
    const element = elementAt(file, at);
    if (element.id === cluster) at = element.body;
    else if (inside.has(element.id) && element.end !== undefined) at = element.end;
    else throw new SoundRefused('foreign_content', 'there is something else in the WebM file');
  }
  if (end < file.length) throw new SoundRefused('foreign_content', 'there is something behind the WebM file');
}

interface Element {
  readonly id: number;
  readonly body: number;
  /** undefined where its length is unknown. */
  readonly end: number | undefined;
}

/** Throws `damaged` for one that does not end within the file. */
function elementAt(file: Buffer, at: number): Element {
  const idLength = Math.clz32(file[at] ?? 0) - 23;
  const sizeAt = at + idLength;
  const sizeLength = Math.clz32(file[sizeAt] ?? 0) - 23;
  if (idLength > 4 || sizeLength > 8 || sizeAt + sizeLength > file.length) throw cutOff();
  const id = file.readUIntBE(at, idLength);
  const first = (file[sizeAt] ?? 0) & (0xff >> sizeLength);
  let size = first;
  let ones = first === 0xff >> sizeLength;
  for (const byte of file.subarray(sizeAt + 1, sizeAt + sizeLength)) {
    size = size * 256 + byte;
    ones &&= byte === 0xff;
  }
  const body = sizeAt + sizeLength;
  const end = ones ? undefined : body + size;
  if (end !== undefined && end > file.length) throw cutOff();
  return { id, body, end };
}

function docTypeOf(head: Buffer): string | undefined {
  let at = 0;
  while (at < head.length) {
    const { id, body, end = head.length } = elementAt(head, at);
    if (id === docType) return head.toString('latin1', body, end).replaceAll('\0', '');
    at = end;
  }
  return undefined;
}

function cutOff(): SoundRefused {
  return new SoundRefused('damaged', 'the WebM file ends before its time');
}
