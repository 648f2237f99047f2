import type { Micros, Statement, StatementCalls } from '@yunhu/db/billing';
import { formatMicros } from '@yunhu/db/billing';
import { type Language, wallTime, words } from '../ledger/words.ts';
import { ink, openSheet, page, type Sheet } from './sheet.ts';
import { statementWords } from './statement-words.ts';
import { openTypeFace } from './type-face.ts';

export interface StatementLook {
  readonly language: Language;
  /** A PNG or JPEG. */
  readonly logo: Buffer | undefined;
  readonly drawnAt: Date;
  readonly isOperator: boolean;
}

interface Table {
  readonly title: string;
  readonly columns: readonly { readonly head: string; readonly width: number; readonly align?: 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

/** Everything that is written, before anything is drawn: its characters say which type is needed. */
interface Texts {
  readonly title: string;
  readonly name: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly figures: readonly (readonly [string, string])[];
  readonly proof: string;
  readonly tables: readonly Table[];
  readonly leftOut: string | undefined;
  readonly note: string;
}

const tags: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };
const usable = page.width - 2 * page.margin;
const logoBox = { width: 170, height: 40 };

/** Draws a month's statement as PDF. */
export async function drawStatement(statement: Statement, look: StatementLook): Promise<Buffer> {
  const texts = composeTexts(statement, look);
  const said = statementWords[look.language];
  const face = await openTypeFace([JSON.stringify(texts), `${said.page(0, 0)}0123456789…—−·`]);
  const info = { title: `${texts.title} ${statement.month.month} · ${texts.name}`, author: texts.name };
  const sheet = openSheet(face, { ...info, at: look.drawnAt, language: tags[look.language] });
  drawHead(sheet, texts, look.logo);
  drawFigures(sheet, texts);
  for (const { title, columns, rows } of texts.tables) sheet.table(title, columns, rows);
  if (texts.leftOut !== undefined) {
    sheet.need(14);
    sheet.write(texts.leftOut, page.margin, sheet.y - 12, usable, { size: 8.5, color: ink.quiet });
  }
  drawFeet(sheet, texts, said.page);
  return collect(sheet.document);
}

function composeTexts(statement: Statement, { language, drawnAt, isOperator }: StatementLook): Texts {
  const { owner, month } = statement;
  const said = statementWords[language];
  const lastDay = new Date(month.to.getTime() - 1000);
  const opening = money(month.openingMicros);
  const into = money(statement.inMicros);
  const out = money(-statement.outMicros as Micros);
  const closing = money(month.closingMicros);
  return {
    title: said.title,
    name: owner.name,
    facts: [
      [said.account, owner.name],
      [
        said.period,
        `${wallTime(month.from, owner.timeZone).slice(0, 10)} — ${wallTime(lastDay, owner.timeZone).slice(0, 10)}`,
      ],
      [said.zone, owner.timeZone],
      [said.currency, owner.currency],
      [said.drawn, `${wallTime(drawnAt, owner.timeZone)} ${month.isOver ? '' : said.running}`.trim()],
    ],
    figures: [
      [said.opening, opening],
      [said.into, into],
      [said.out, out],
      [said.closing, closing],
    ],
    proof: said.proof(opening, into, out, closing),
    tables: composeTables(statement, language, isOperator),
    leftOut: statement.linesLeftOut > 0 ? said.leftOut(count(statement.linesLeftOut)) : undefined,
    note: said.note,
  };
}

const right = (head: string, width: number) => ({ head, width, align: 'right' }) as const;

function composeTables(statement: Statement, language: Language, isOperator: boolean): Table[] {
  const calls = (['call_charge', 'call_revenue'] as const).flatMap((kind) => callTables(statement, kind, language));
  const tables = [summaryTable(statement, language), movementsTable(statement, language, isOperator), ...calls];
  return tables.filter((table) => table.rows.length > 0);
}

function summaryTable({ groups }: Statement, language: Language): Table {
  const { heads, summary } = statementWords[language];
  return {
    title: summary,
    columns: [
      { head: heads.kind, width: 4 },
      right(heads.count, 2),
      right(heads.in, 3),
      right(heads.out, 3),
      right(heads.net, 3),
    ],
    rows: aligned(
      groups.map((group) => [
        words[language].kinds[group.kind],
        count(group.count),
        group.inMicros,
        -group.outMicros as Micros,
        (group.inMicros + group.outMicros) as Micros,
      ]),
    ),
  };
}

function movementsTable({ owner, lines }: Statement, language: Language, isOperator: boolean): Table {
  const { heads, movements } = statementWords[language];
  const { kinds, above, outside } = words[language];
  return {
    title: movements,
    columns: [
      { head: heads.time, width: 3.4 },
      { head: heads.kind, width: 2.2 },
      { head: heads.with, width: 4 },
      { head: heads.note, width: 3.4 },
      right(heads.amount, 3),
      right(heads.balance, 3),
    ],
    rows: aligned(
      lines.map((line) => [
        wallTime(line.recordedAt, owner.timeZone),
        kinds[line.kind],
        line.counterpartyName ?? (isOperator ? outside : above),
        line.note ?? '',
        line.amountMicros,
        line.balanceAfterMicros,
      ]),
    ),
  };
}

/** Calls of one kind, by destination and by day. */
function callTables(statement: Statement, kind: StatementCalls['kind'], language: Language): Table[] {
  const { heads, ...said } = statementWords[language];
  const columns = (first: string) => [
    { head: first, width: 5 },
    right(heads.calls, 2.5),
    right(heads.minutes, 3),
    right(heads.amount, 3),
  ];
  const figures = (calls: StatementCalls) => [count(calls.calls), minutes(calls.billedSeconds), calls.amountMicros];
  const of = <Part extends StatementCalls>(parts: readonly Part[]) => parts.filter((part) => part.kind === kind);
  const destinations = of(statement.destinations);
  return [
    {
      title: said.destinations[kind],
      columns: columns(heads.destination),
      rows: aligned(
        destinations.map((part) => [part.destination === '' ? said.other : part.destination, ...figures(part)]),
      ),
    },
    {
      title: said.days[kind],
      columns: columns(heads.day),
      rows: aligned(of(statement.days).map((part) => [part.day, ...figures(part)])),
    },
  ];
}

function drawHead(sheet: Sheet, texts: Texts, logo: Buffer | undefined): void {
  const { document } = sheet;
  const top = sheet.y;
  if (logo === undefined) sheet.write(texts.name, page.margin, top + 6, usable / 2, { size: 13, weight: 'bold' });
  else document.image(logo, page.margin, top, { fit: [logoBox.width, logoBox.height] });
  sheet.write(texts.title, page.width / 2, top + 2, usable / 2, { size: 20, weight: 'bold', align: 'right' });
  sheet.y = top + logoBox.height + 14;
  document
    .moveTo(page.margin, sheet.y)
    .lineTo(page.width - page.margin, sheet.y)
    .lineWidth(1.5)
    .strokeColor(ink.accent)
    .stroke();
  sheet.y += 14;
  for (const [label, value] of texts.facts) {
    sheet.write(label, page.margin, sheet.y, 90, { color: ink.quiet });
    sheet.write(value, page.margin + 96, sheet.y, usable - 96);
    sheet.y += 15;
  }
  sheet.y += 10;
}

function drawFigures(sheet: Sheet, texts: Texts): void {
  const width = usable / texts.figures.length;
  sheet.document.roundedRect(page.margin, sheet.y, usable, 54, 5).fill(ink.band);
  for (const [i, [label, value]] of texts.figures.entries()) {
    const x = page.margin + i * width + 12;
    sheet.write(label, x, sheet.y + 10, width - 16, { size: 8, color: ink.quiet });
    sheet.write(value, x, sheet.y + 26, width - 16, { size: value.length > 14 ? 10 : 12.5, weight: 'bold' });
  }
  sheet.y += 64;
  sheet.write(texts.proof, page.margin, sheet.y, usable, { size: 8.5, color: ink.quiet });
  sheet.y += 28;
}

function drawFeet(sheet: Sheet, texts: Texts, pageWords: (number: number, of: number) => string): void {
  const { start, count: pages } = sheet.document.bufferedPageRange();
  for (let i = 0; i < pages; i++) {
    sheet.document.switchToPage(start + i);
    const y = page.height - page.margin - 8;
    sheet.write(`${texts.name} · ${texts.note}`, page.margin, y, usable - 90, { size: 7.5, color: ink.quiet });
    sheet.write(pageWords(i + 1, pages), page.width - page.margin - 90, y, 90, {
      size: 7.5,
      color: ink.quiet,
      align: 'right',
    });
  }
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    document.on('data', (part: Buffer) => parts.push(part));
    document.on('end', () => resolve(Buffer.concat(parts)));
    document.on('error', reject);
    document.end();
  });
}

/** Amounts of a column stand under each other: all with the decimals of the one that needs most. */
function aligned(rows: readonly (readonly (string | Micros)[])[]): string[][] {
  const decimals = Math.max(2, ...rows.flat().map((cell) => (typeof cell === 'bigint' ? decimalsOf(cell) : 0)));
  return rows.map((row) => row.map((cell) => (typeof cell === 'bigint' ? money(cell, decimals) : cell)));
}

const decimalsOf = (value: Micros) => formatMicros(value).split('.')[1]?.length ?? 2;

/** "−1,234.50" */
function money(value: Micros, decimals = 2): string {
  const [units = '', fraction = ''] = formatMicros(value).replace('-', '').split('.');
  return `${value < 0n ? '−' : ''}${units.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(decimals, '0')}`;
}

const count = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

const minutes = (seconds: number) => `${count(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
