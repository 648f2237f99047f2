import { SaxesParser } from 'saxes';
import { unreadable } from './sheet-row.ts';

export interface XmlTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface XmlHandlers {
  open?(tag: XmlTag): void;
  close?(tag: XmlTag): void;
  text?(text: string): void;
}

/** Text, or one tag, beyond which a document is not a spreadsheet's: the parser would gather all of it in memory. */
const maxBytesWithoutTag = 2 * 1024 * 1024;

/**
 * Reads XML piece by piece; `between` is asked after each and may end the reading. Names are without their prefix. Entities other than
 * XML's own are not resolved, so a document can pull in nothing. Throws `file_unreadable`.
 */
export async function* parseXml(pieces: AsyncIterable<Uint8Array>, handlers: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false });
  const decoder = new TextDecoder('utf-8');
  let withoutTag = 0;
  parser.on('opentag', (tag) => {
    withoutTag = 0;
    handlers.open?.({ name: localName(tag.name), attributes: tag.attributes });
  });
  parser.on('closetag', (tag) => {
    withoutTag = 0;
    handlers.close?.({ name: localName(tag.name), attributes: tag.attributes });
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('error', () => {
    throw unreadable('workbook');
  });
  for await (const piece of pieces) {
    withoutTag += piece.byteLength;
    if (withoutTag > maxBytesWithoutTag) throw unreadable('too_wide');
    parser.write(decoder.decode(piece, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
