import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { packZip, workbookMembers } from './pack-workbook.ts';
import { readSheet } from './read-sheet.ts';

async function* chunksOf(bytes: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(file: string | Buffer, { maxRows = 100_000, maxBytes = 1e8, size = 7 } = {}) {
  const rows = [];
  const bytes = Buffer.from(file);
  for await (const row of readSheet(chunksOf(bytes, size), { maxRows, maxBytes })) rows.push(row);
  return rows;
}
const cellsOf = async (file: string | Buffer, size?: number) =>
  (await read(file, size === undefined ? {} : { size })).map((row) => row.cells);
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('text files', () => {
  const chinese = '前缀,目的地\n86,中国\n';
  const rows = [
    ['前缀', '目的地'],
    ['86', '中国'],
  ];

  test.each([
    ['UTF-8', Buffer.from(chinese)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${chinese}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${chinese}`, 'utf16le')],
    ['UTF-16, big end first', utf16be(chinese)],
    ['GB18030', Buffer.from('c7b0d7ba2cc4bfb5c4b5d80a38362cd6d0b9fa0a', 'hex')],
  ])('%s is read, wherever the chunks are cut', async (_, file) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(await cellsOf(file, size)).toEqual(rows);
  });

  it('reads UTF-16 without a mark', async () => {
    expect(await cellsOf(Buffer.from('prefix,price\n86,0.1\n', 'utf16le'))).toEqual([
      ['prefix', 'price'],
      ['86', '0.1'],
    ]);
  });

  test.each([
    ['Latin-1', Buffer.from('225,Côte d’Ivoire\n262,Réunion\n'.replace('’', "'"), 'latin1'), 'encoding'],
    [
      'UTF-8 that breaks off',
      Buffer.concat([Buffer.from(`86,中国\n${'1,x\n'.repeat(90_000)}`), Buffer.from([0xe4, 0xb8, 0x0a])]),
      'encoding',
    ],
    ['zero bytes', Buffer.from('86\0\0,0.1\n'), 'binary'],
    ['control characters', Buffer.from('86,\u0001\u0002\n'), 'binary'],
    ['an XLS workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old_excel'],
    ['a quote that never ends', '86,"China\n44,UK\n', 'quotes'],
    ['a record without end', `86,"${'x'.repeat(100_000)}`, 'too_wide'],
    ['too many cells', `${','.repeat(300)}1\n`, 'too_wide'],
  ])('%s is refused with what is wrong', async (_, file, code) => {
    await expect(read(file, { size: 65_536 })).rejects.toMatchObject({
      code: 'file_unreadable',
      fields: [{ field: 'file', code }],
    });
  });

  it('refuses random bytes, and never throws anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        const result = await read(Buffer.from(bytes)).catch((error: unknown) => error);
        if (!Array.isArray(result)) expect(result).toMatchObject({ name: 'DomainError', code: 'file_unreadable' });
      }),
      { numRuns: 300 },
    );
  });

  test.each([',', ';', '\t', '|'])('cells are cut at %j, and quoted ones hold it', async (separator) => {
    const file = [
      ['prefix', 'name', 'price'],
      ['86', `"a${separator}b ""c"""`, '"1,234.5"'],
      ['44', 'UK', '0,5'],
    ];
    // A comma within an unquoted cell is a separator only where commas separate.
    const rows = separator === ',' ? file.slice(0, 2) : file;
    expect(await cellsOf(rows.map((row) => row.join(separator)).join('\r\n'))).toEqual(
      [
        ['prefix', 'name', 'price'],
        ['86', `a${separator}b "c"`, '1,234.5'],
        ['44', 'UK', '0,5'],
      ].slice(0, rows.length),
    );
  });

  it('takes the separator that the file names', async () => {
    expect(await cellsOf('sep=;\na,b;c\n')).toEqual([['a,b', 'c']]);
  });

  it('keeps line numbers over blank lines and trims cells', async () => {
    expect(await read('a,b\n\n ,\n  c , d \n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 4, cells: ['c', 'd'] },
    ]);
  });

  it('ends at the bounds of rows and bytes', async () => {
    await expect(read('a\nb\nc\n', { maxRows: 2 })).rejects.toMatchObject({ code: 'sheet_too_large' });
    await expect(read('a\nb\nc\n', { maxBytes: 5 })).rejects.toMatchObject({ code: 'sheet_too_large' });
    expect(await read('a\nb\n', { maxRows: 2 })).toHaveLength(2);
  });

  it('finds nothing in an empty file', async () => {
    for (const file of ['', '\ufeff', '\n\n']) expect(await read(file)).toEqual([]);
  });
});

describe('workbooks', () => {
  const pack = (sheet: string, texts?: string) => packZip(workbookMembers(sheet, texts));

  it('reads the first visible sheet: shared, rich and inline texts, numbers as people see them, gaps, results of formulas', async () => {
    const texts =
      '<si><t>prefix</t></si><si><r><t>Chi</t></r><r><t xml:space="preserve">na </t></r><rPh><t>x</t></rPh></si>';
    const sheet = [
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>price &amp; fee</t></is></c></row>',
      '<row r="2"/><row r="3"><c r="A3"><v>8613800138000</v></c><c r="B3" t="s"><v>1</v></c><c r="C3"><v>0.30000000000000004</v></c>',
      '<c r="D3"><f>1+1</f><v>2</v></c><c r="E3"><v>1.0000000000000001E-5</v></c><c r="F3" t="str"><v>=x</v></c></row>',
    ];
    expect(await read(pack(sheet.join(''), texts))).toEqual([
      { line: 1, cells: ['prefix', '', 'price & fee'] },
      { line: 3, cells: ['8613800138000', 'China', '0.3', '2', '0.00001', '=x'] },
    ]);
  });

  test.each([
    ['a cut archive', pack('<row><c><v>1</v></c></row>').subarray(0, 300), 'workbook'],
    ['an archive without a sheet', packZip({ 'a.txt': 'x' }), 'workbook'],
    ['an encrypted one', packZip(workbookMembers(''), { flags: 1 }), 'workbook'],
    ['an unknown compression', packZip(workbookMembers(''), { method: 12 }), 'workbook'],
    ['XML that is none', pack('<row><c></row>'), 'workbook'],
    ['a cell far out', pack('<row r="1"><c r="XFD1"><v>1</v></c></row>'), 'too_wide'],
    ['a text without end', pack(`<row r="1"><c t="str"><v>${'x'.repeat(40_000)}</v></c></row>`), 'too_wide'],
    ['a tag without end', pack(`<row ${'x'.repeat(3_000_000)}`), 'too_wide'],
  ])('%s is refused with what is wrong', async (_, file, code) => {
    await expect(read(file, { size: 65_536 })).rejects.toMatchObject({ code: 'file_unreadable', fields: [{ code }] });
  });

  it('refuses an archive that unpacks to a thousand times its size, and holds little of it in memory', async () => {
    const bomb = pack('<row r="1"></row>'.repeat(8_000_000));
    expect(bomb.length).toBeLessThan(500_000);
    await expect(read(bomb, { size: 65_536 })).rejects.toMatchObject({ fields: [{ code: 'too_deflated' }] });
  });

  it('resolves no entity, so that none can swell', async () => {
    const members = workbookMembers('<row r="1"><c t="str"><v>&a;</v></c></row>');
    const sheet = 'xl/worksheets/sheet1.xml';
    members[sheet] = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>${members[sheet]?.replace('<?xml version="1.0"?>', '')}`;
    await expect(read(packZip(members))).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
