// Pages of A4 with lines of text and tables that go on over them; knows nothing of what is written.
import Pdf from 'pdfkit';
import type { TypeFace, Weight } from './type-face.ts';

/** Points. */
export const page = { width: 595.28, height: 841.89, margin: 48, foot: 44 } as const;
export const ink = { text: '#15181e', quiet: '#5d6673', line: '#dfe3ea', accent: '#4353c9', band: '#f4f5f8' } as const;

export interface TextStyle {
  readonly size?: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly align?: 'left' | 'right';
}

export interface TableColumn {
  readonly head: string;
  /** A share of what is left after the fixed ones; or points. */
  readonly width: number;
  readonly align?: 'right';
}

export interface Sheet {
  readonly document: PDFKit.PDFDocument;
  /** Where the next thing stands. */
  y: number;
  /** Writes on one line, cut with … at `width`; `y` does not move. */
  write(text: string, x: number, y: number, width: number, style?: TextStyle): void;
  widthOf(text: string, style?: TextStyle): number;
  /** A new page where less than this is left on the present one. */
  need(height: number): void;
  /** Rows under a heading; the heads are repeated on each page. */
  table(title: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): void;
}

const rowHeight = 17;
const usable = page.width - 2 * page.margin;

export function openSheet(face: TypeFace, info: { title: string; author: string; at: Date; language: string }): Sheet {
  const { title, author, at } = info;
  const document = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: info.language,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, Author: author, Creator: 'Yunhu', CreationDate: at, ModDate: at },
  });
  for (const [name, font] of face.fonts) document.registerFont(name, font);

  const widthOf = (text: string, { size = 9, weight = 'regular' }: TextStyle = {}) =>
    face
      .runs(text, weight)
      .reduce((sum, run) => sum + document.font(run.font).fontSize(size).widthOfString(run.text), 0);
  const cut = (text: string, width: number, style: TextStyle): string => {
    if (widthOf(text, style) <= width) return text;
    const characters = [...text];
    while (characters.length > 0 && widthOf(`${characters.join('')}…`, style) > width) characters.pop();
    return `${characters.join('')}…`;
  };
  const sheet: Sheet = {
    document,
    y: page.margin,
    widthOf,
    write: (text, x, y, width, style = {}) => {
      const { size = 9, weight = 'regular', color = ink.text, align = 'left' } = style;
      const shown = cut(text, width, style);
      let at = align === 'right' ? x + width - widthOf(shown, style) : x;
      for (const run of face.runs(shown, weight)) {
        document.font(run.font).fontSize(size).fillColor(color).text(run.text, at, y, { lineBreak: false });
        at += document.widthOfString(run.text);
      }
    },
    need: (height) => {
      if (sheet.y + height <= page.height - page.margin - page.foot) return;
      document.addPage({ size: 'A4', margin: 0 });
      sheet.y = page.margin;
    },
    table: (heading, columns, rows) => drawTable(sheet, heading, columns, rows),
  };
  return sheet;
}

function drawTable(
  sheet: Sheet,
  title: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): void {
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  const gap = 8;
  const widths = columns.map((column) => (column.width / total) * usable);
  const line = (cells: readonly string[], style: TextStyle, top: number) => {
    let x: number = page.margin;
    for (const [i, cell] of cells.entries()) {
      const width = widths[i] ?? 0;
      const room = i === columns.length - 1 ? width : width - gap;
      sheet.write(cell, x, top, room, {
        ...style,
        ...(columns[i]?.align === 'right' ? { align: 'right' } : {}),
      });
      x += width;
    }
  };
  const rule = (top: number, color: string) =>
    sheet.document
      .moveTo(page.margin, top)
      .lineTo(page.width - page.margin, top)
      .lineWidth(0.5)
      .strokeColor(color)
      .stroke();
  const heads = () => {
    line(
      columns.map((column) => column.head),
      { size: 7.5, color: ink.quiet },
      sheet.y + 3,
    );
    sheet.y += rowHeight;
    rule(sheet.y, ink.quiet);
  };
  sheet.need(28 + rowHeight * 3);
  sheet.write(title, page.margin, sheet.y, usable, { size: 11, weight: 'bold' });
  sheet.y += 20;
  heads();
  for (const row of rows) {
    const pages = sheet.document.bufferedPageRange().count;
    sheet.need(rowHeight);
    if (sheet.document.bufferedPageRange().count > pages) heads();
    line(row, { size: 8.5 }, sheet.y + 3);
    sheet.y += rowHeight;
    rule(sheet.y, ink.line);
  }
  sheet.y += 20;
}
