// The rows of a workbook's first visible sheet (Office Open XML, ECMA-376 part 1, chapters 18.3 and 18.4), with bounds on everything
// that an archive of a few kilobytes can blow up: what a member unpacks to, texts, rows, cells.
import { openZip, type Zip } from './open-zip.ts';
import { parseXml } from './parse-xml.ts';
import { maxCells } from './read-csv.ts';
import { type SheetRow, unreadable } from './sheet-row.ts';

/** What a million rows of a dozen cells take; and how far a member may unpack beside the archive's size, beyond a first allowance. */
const maxSheetBytes = 1024 * 1024 * 1024;
const maxTextBytes = 256 * 1024 * 1024;
const freeBytes = 32 * 1024 * 1024;
const maxRatio = 100;
const maxTexts = 4_000_000;
const maxPartBytes = 4 * 1024 * 1024;
const maxCellText = 32_767;

/** Yields the rows that have any cell. Throws `file_unreadable`. */
export async function* readWorkbook(archive: Buffer): AsyncGenerator<SheetRow> {
  const zip = openZip(archive);
  const allowed = freeBytes + maxRatio * archive.length;
  const sheet = await findFirstSheet(zip);
  const texts = zip.has('xl/sharedStrings.xml') ? await readTexts(zip, Math.min(maxTextBytes, allowed)) : [];
  const rows: SheetRow[] = [];
  const pieces = zip.read(sheet, Math.min(maxSheetBytes, allowed));
  for await (const _ of parseXml(
    pieces,
    rowHandlers(texts, (row) => rows.push(row)),
  )) {
    yield* rows;
    rows.length = 0;
  }
}

async function findFirstSheet(zip: Zip): Promise<string> {
  let relation: string | undefined;
  await readAll(zip, 'xl/workbook.xml', ({ name, attributes }) => {
    if (name === 'sheet' && relation === undefined && attributes['state'] !== 'hidden') relation = attributes['r:id'];
  });
  let target: string | undefined;
  await readAll(zip, 'xl/_rels/workbook.xml.rels', ({ name, attributes }) => {
    if (name === 'Relationship' && attributes['Id'] === relation) target = attributes['Target'];
  });
  if (target === undefined) throw unreadable('workbook');
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function readAll(
  zip: Zip,
  member: string,
  open: (tag: { name: string; attributes: Readonly<Record<string, string>> }) => void,
): Promise<void> {
  for await (const _ of parseXml(zip.read(member, maxPartBytes), { open }));
}

/** The texts that cells refer to by number: runs of a rich text joined, readings aloud (rPh) left out. */
async function readTexts(zip: Zip, maxBytes: number): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let reading = false;
  const handlers = {
    open: ({ name }: { name: string }) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') reading = true;
      else if (name === 't') isText = !reading;
    },
    text: (piece: string) => {
      if (isText) text = bounded(text + piece);
    },
    close: ({ name }: { name: string }) => {
      if (name === 't') isText = false;
      else if (name === 'rPh') reading = false;
      else if (name === 'si') texts.push(unescaped(text));
    },
  };
  for await (const _ of parseXml(zip.read('xl/sharedStrings.xml', maxBytes), handlers)) {
    if (texts.length > maxTexts) throw unreadable('too_wide');
  }
  return texts;
}

function rowHandlers(texts: readonly string[], emit: (row: SheetRow) => void) {
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let type = 'n';
  let value = '';
  let isValue = false;
  return {
    open: ({ name, attributes }: { name: string; attributes: Readonly<Record<string, string>> }) => {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
        type = attributes['t'] ?? 'n';
        value = '';
      } else if (name === 'v' || name === 't') isValue = true;
    },
    text: (piece: string) => {
      if (isValue) value = bounded(value + piece);
    },
    close: ({ name }: { name: string }) => {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'c') {
        if (column < 0 || column >= maxCells) throw unreadable('too_wide', line);
        while (cells.length < column) cells.push('');
        cells[column] = cellText(type, value, texts);
      } else if (name === 'row' && cells.some((cell) => cell !== '')) emit({ line, cells });
    },
  };
}

function cellText(type: string, value: string, texts: readonly string[]): string {
  if (type === 's') return (texts[Number(value)] ?? '').trim();
  if (type === 'n') return plainNumber(value.trim());
  return unescaped(value).trim();
}

/** What XML cannot hold is written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19). */
function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function bounded(text: string): string {
  if (text.length > maxCellText) throw unreadable('too_wide');
  return text;
}

/** A workbook stores doubles, 0.3 as 0.30000000000000004 or 3.0E-1; people see fifteen digits, and mean them. */
function plainNumber(value: string): string {
  if (value === '' || /^-?[0-9]{1,15}$/.test(value)) return value;
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const shown = String(Number(number.toPrecision(15)));
  return shown.includes('e') ? value : shown;
}

/** "AB12" → 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
