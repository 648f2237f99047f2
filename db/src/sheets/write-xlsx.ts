// A workbook (Office Open XML, ECMA-376 part 1) written row by row: texts stand in their cells, not in a table of their own, so that
// nothing grows with the number of rows.
import { Readable } from 'node:stream';
import { type Cell, inPieces, looksLikeFormula, readCell, type Rows } from './cell.ts';
import { type NewMember, zipStream } from './zip-stream.ts';

export interface XlsxOptions {
  /** Bold, and in sight while the rest scrolls; repeated on each sheet. */
  readonly heading?: readonly string[];
  /** At most 31 characters, without []:*?/\ */
  readonly sheetName?: string;
  /** Of the columns, in characters. */
  readonly widths?: readonly number[];
}

/** What a worksheet takes: https://support.microsoft.com/office/excel-specifications-and-limits */
const maxRowsOfSheet = 1_048_576;
const maxColumns = 16_384;
const maxTextLength = 32_767;

/** Positions in `styles`: as it is; text that stays text when it is edited; the same, where it would become a formula; a heading. */
const [styleText, styleQuoted, styleHeading] = [1, 2, 3];

/**
 * A table as XLSX, in as little memory for a million rows as for ten. Text never becomes a formula. Figures are numbers where a double
 * keeps all their digits (fifteen), text otherwise; texts longer than a cell takes are cut with an ellipsis. What does not fit a
 * sheet goes on in the next. Rows are asked for as they are read; an error of theirs is the stream's.
 */
export function writeXlsx(rows: Rows, options: XlsxOptions = {}): Readable {
  return Readable.from(zipStream(membersOf(rows, options)), { objectMode: false });
}

async function* membersOf(rows: Rows, options: XlsxOptions): AsyncGenerator<NewMember> {
  const name = cleanSheetName(options.sheetName ?? 'Sheet');
  const source = toAsync(rows);
  const sheets: string[] = [];
  const rest = { more: true };
  try {
    while (rest.more) {
      const suffix = sheets.length === 0 ? '' : ` ${sheets.length + 1}`;
      sheets.push(`${name.slice(0, 31 - suffix.length)}${suffix}`);
      const sheet = sheetTexts(source, options, rest);
      yield { name: `xl/worksheets/sheet${sheets.length}.xml`, content: inPieces(sheet) };
    }
  } finally {
    await source.return(undefined);
  }
  for (const [part, text] of Object.entries(partsOf(sheets))) yield { name: part, content: [Buffer.from(text)] };
}

async function* toAsync(rows: Rows): AsyncGenerator<readonly Cell[]> {
  yield* rows;
}

async function* sheetTexts(
  source: AsyncIterator<readonly Cell[]>,
  { heading, widths = [] }: XlsxOptions,
  rest: { more: boolean },
): AsyncGenerator<string> {
  const frozen =
    heading === undefined
      ? ''
      : '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  yield `${declaration}<worksheet xmlns="${main}">${frozen}${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>`;
  let count = 0;
  if (heading !== undefined) {
    count++;
    yield rowOf(count, heading, (at, cell) => textCell(at, readCell(cell).text, styleHeading));
  }
  while (count < maxRowsOfSheet) {
    const next = await source.next();
    if (next.done === true) {
      rest.more = false;
      break;
    }
    count++;
    yield rowOf(count, next.value, cellOf);
  }
  yield '</sheetData></worksheet>';
}

/** Rows and cells say where they stand: some readers take none that do not. */
function rowOf(line: number, row: readonly Cell[], write: (at: string, cell: Cell) => string): string {
  if (row.length > maxColumns) throw new RangeError(`a sheet has at most ${maxColumns} columns`);
  return `<row r="${line}">${row.map((cell, i) => write(`${columnName(i)}${line}`, cell)).join('')}</row>`;
}

const columnNames: string[] = [];

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (columnNames[index] ??= `${rest === 0 ? '' : columnName(rest - 1)}${String.fromCharCode(65 + (index % 26))}`);
}

function cellOf(at: string, cell: Cell): string {
  const { text, exact } = readCell(cell);
  if (text === '') return '';
  if (exact) return `<c r="${at}"><v>${text}</v></c>`;
  return textCell(at, text, looksLikeFormula(text) ? styleQuoted : styleText);
}

function textCell(at: string, text: string, style: number): string {
  const fitting = text.length > maxTextLength ? `${text.slice(0, maxTextLength - 1)}…` : text;
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(fitting)}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML cannot hold is written as _xHHHH_ (ECMA-376 part 1, 22.9.2.19), and what looks like that with its own underscore so. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)
    .replaceAll(
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
}

function cleanSheetName(name: string): string {
  const clean = name
    .replaceAll(/[[\]:*?/\\\p{Cc}]/gu, ' ')
    .replaceAll(/^'+|'+$/g, '')
    .trim();
  return clean === '' ? 'Sheet' : clean.slice(0, 31);
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const styles = `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** Everything beside the sheets. */
function partsOf(sheets: readonly string[]): Record<string, string> {
  const numbered = sheets.map((name, i) => ({ name: escapeXml(name), n: i + 1 }));
  const stylesId = `rId${sheets.length + 1}`;
  const override = (part: string, type: string) =>
    `<Override PartName="/xl/${part}" ContentType="${contentType}.${type}+xml"/>`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
  return {
    'xl/styles.xml': styles,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${numbered.map(({ name, n }) => `<sheet name="${name}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packageRelations}">${numbered.map(({ n }) => relation(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`)).join('')}${relation(stylesId, 'styles', 'styles.xml')}</Relationships>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${packageRelations}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('workbook.xml', 'sheet.main')}${override('styles.xml', 'styles')}${numbered.map(({ n }) => override(`worksheets/sheet${n}.xml`, 'worksheet')).join('')}</Types>`,
  };
}
