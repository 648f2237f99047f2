// Refuses PDFs that do anything: what stands in a file is read as objects, also those inside of object streams and with their names
// written with escapes, and also what a later part of the file replaced.
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { documentLimits, Refused } from './inspection-types.ts';

/** Keys that only what acts, carries files or moves has. ISO 32000-2: 12.6.4, 7.11.4, 12.7.8, 13. */
const forbiddenKeys = new Set([
  'JS',
  'JavaScript',
  'EmbeddedFiles',
  'EF',
  'XFA',
  'AA',
  'RichMediaContent',
  'RichMediaSettings',
]);
/** Kinds of actions, annotations and streams, by the value of /S, /Subtype or /Type. Going to a page or to an address on a click is left: nobody clicks. */
const forbiddenKinds = new Set([
  'JavaScript',
  'Launch',
  'SubmitForm',
  'ImportData',
  'ResetForm',
  'GoToR',
  'GoToE',
  'Rendition',
  'Movie',
  'Sound',
  'RichMediaExecute',
  'Trans',
  'GoTo3DView',
  'EmbeddedFile',
  'FileAttachment',
  'RichMedia',
  'Screen',
  '3D',
]);
const kindKeys = ['S', 'Subtype', 'Type'] as const;
/** Names that stand nowhere by chance, wherever in the file. */
const rawNames = /\/(?:JavaScript|EmbeddedFiles?|RichMedia|Launch)\b/;
const maxObjects = 200_000;

/** Answers how many pages it has. Throws `Refused`. */
export async function checkPdf(bytes: Uint8Array): Promise<number> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const end = text.lastIndexOf('%%EOF');
  if (end < 0) throw new Refused('broken_pdf');
  if (/[^\s\0]/.test(text.slice(end + 5))) throw new Refused('trailing_data');
  if (rawNames.test(unescapeNames(text))) throw new Refused('active_pdf');
  const document = await load(bytes, text);
  if (document.isEncrypted) throw new Refused('encrypted_pdf');
  const objects = document.context.enumerateIndirectObjects();
  if (objects.length > maxObjects) throw new Refused('too_much_work');
  for (const [, object] of objects) refuseActive(object);
  refuseOpenAction(document);
  const pages = countPages(document);
  if (pages < 1) throw new Refused('broken_pdf');
  if (pages > documentLimits.pages) throw new Refused('too_many_pages');
  return pages;
}

async function load(bytes: Uint8Array, text: string): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false, preserveXFA: true, throwOnInvalidObject: true });
  } catch {
    throw new Refused(/\/Encrypt\b/.test(text) ? 'encrypted_pdf' : 'broken_pdf');
  }
}

function countPages(document: PDFDocument): number {
  try {
    return document.getPageCount();
  } catch {
    throw new Refused('broken_pdf');
  }
}

/** An address in the file to begin at is harmless; doing something when it opens is not. */
function refuseOpenAction({ catalog, context }: PDFDocument): void {
  // A file without one is read all the same, whatever the type says.
  if (!((catalog as unknown) instanceof PDFDict)) throw new Refused('broken_pdf');
  const action = context.lookup(catalog.get(PDFName.of('OpenAction')));
  if (action instanceof PDFDict && nameOf(action.get(PDFName.of('S'))) !== 'GoTo') throw new Refused('active_pdf');
}

/** Walks an object without following references: what they lead to is walked by itself. */
function refuseActive(root: PDFObject): void {
  const waiting: PDFObject[] = [root];
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    if (object instanceof PDFStream || object instanceof PDFRawStream) waiting.push(object.dict);
    else if (object instanceof PDFArray) waiting.push(...object.asArray());
    else if (object instanceof PDFDict) {
      for (const [key, value] of object.entries()) {
        if (forbiddenKeys.has(plain(key)) && !isEmptyText(value)) throw new Refused('active_pdf');
        waiting.push(value);
      }
      for (const key of kindKeys) {
        const kind = nameOf(object.get(PDFName.of(key)));
        if (kind !== undefined && forbiddenKinds.has(kind)) throw new Refused('active_pdf');
      }
    }
  }
}

const isEmptyText = (value: PDFObject) =>
  (value instanceof PDFString || value instanceof PDFHexString) && value.decodeText() === '';

function nameOf(object: PDFObject | undefined): string | undefined {
  return object instanceof PDFName ? plain(object) : undefined;
}

const plain = (name: PDFName) => name.decodeText();

/** /J#61vaScript is /JavaScript: ISO 32000-2, 7.3.5. */
function unescapeNames(text: string): string {
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
