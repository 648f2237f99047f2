import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { drawDocument } from './draw-document.ts';
import { inspectDocument } from './inspect-document.ts';
import { actOnPage, jpegWithPlace, openScript, pdf, picture, withForm } from './make-documents.ts';

const refusalOf = async (bytes: Buffer) => {
  const inspection = await drawDocument(bytes);
  return inspection.ok ? 'taken' : inspection.refusal;
};

describe('what honest people send is drawn', () => {
  test('a JPEG, without the place where it was taken or anything else beside its pixels', async () => {
    const sent = await jpegWithPlace();
    expect(sent.includes('secret-owner')).toBe(true);
    const inspection = await drawDocument(sent);
    expect(inspection).toMatchObject({ ok: true, contentType: 'image/jpeg', pages: [{ width: 300, height: 200 }] });
    const made = Buffer.from((inspection.ok && inspection.pages[0]?.jpeg) || []);
    expect(made.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(made.includes('secret-owner') || made.includes('Exif')).toBe(false);
  });

  test('a large PNG, shown smaller, whatever its name says', async () => {
    const inspection = await drawDocument(await picture(3000, 1000).png().toBuffer());
    expect(inspection).toMatchObject({ ok: true, contentType: 'image/png', pages: [{ width: 2000, height: 667 }] });
  });

  test.each([1, 20])('a PDF of %i pages, page by page, in a process of its own', async (pages) => {
    const inspection = await inspectDocument(await pdf(pages));
    expect(inspection).toMatchObject({ ok: true, contentType: 'application/pdf' });
    expect(inspection.ok && inspection.pages).toHaveLength(pages);
  });
});

describe('what is no document is refused', () => {
  test.each<[string, string | Buffer]>([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['a ZIP', Buffer.from('504b0304140000000800', 'hex')],
    ['a GIF', 'GIF89a\u0001\u0000\u0001\u0000'],
    ['a PDF that begins as a page does', '<html>%PDF-1.7'],
    ['nothing', ''],
  ])('%s', async (_, bytes) => {
    expect(await refusalOf(Buffer.from(bytes))).toBe('not_a_document');
  });

  test.each([
    ['a page behind the first bytes of a JPEG', Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.from('<script>')])],
    ['a page behind those of a PNG', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('<script>')])],
  ])('%s', async (_, bytes) => {
    expect(await refusalOf(bytes)).toBe('broken_picture');
  });

  test('a picture that ends before its time, and one that says it is larger than it can be', async () => {
    const whole = await picture(600, 600).jpeg({ quality: 100 }).toBuffer();
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toBe('broken_picture');
    expect(await refusalOf(pngOf(30_000, 30_000))).toBe('picture_too_large');
  });

  test('a picture that is a page of the web too comes out as a picture alone', async () => {
    const both = Buffer.concat([await picture(20, 20).jpeg().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
    const inspection = await drawDocument(both);
    expect(inspection.ok && Buffer.from(inspection.pages[0]?.jpeg ?? []).includes('script')).toBe(false);
  });
});

describe('PDFs that do something, or hide what they are, are refused', () => {
  test.each<[string, Promise<Buffer>, string]>([
    ['a script when it opens', pdf(1, openScript), 'active_pdf'],
    ['the same, not packed', pdf(1, openScript, false), 'active_pdf'],
    ['a script in the list of names', pdf(1, (document) => document.addJavaScript('a', 'app.alert(1)')), 'active_pdf'],
    ['a program to start', pdf(1, actOnPage({ S: 'Launch', F: 'cmd.exe' })), 'active_pdf'],
    ['a form to send', pdf(1, actOnPage({ S: 'SubmitForm', F: 'x' })), 'active_pdf'],
    ['a form of XML', pdf(1, withForm), 'active_pdf'],
    ['twenty-one pages', pdf(21), 'too_many_pages'],
  ])('%s', async (_, made, refusal) => {
    expect(await refusalOf(await made)).toBe(refusal);
  });

  test('a file within the file', async () => {
    const { PDFDocument } = await import('@cantoo/pdf-lib');
    const document = await PDFDocument.create();
    document.addPage();
    await document.attach(Buffer.from('MZ'), 'virus.exe');
    expect(await refusalOf(Buffer.from(await document.save()))).toBe('active_pdf');
  });

  test('names written with escapes', async () => {
    const made = (await pdf(1, openScript, false)).toString('latin1');
    const hidden = made.replaceAll('/JavaScript', '/J#61vaScr#69pt').replaceAll('/JS', '/#4a#53');
    expect(hidden).not.toContain('/JavaScript');
    expect(await refusalOf(Buffer.from(hidden, 'latin1'))).toBe('active_pdf');
  });

  test('one that needs a password', async () => {
    const { PDFDocument } = await import('@cantoo/pdf-lib');
    const document = await PDFDocument.create();
    document.addPage();
    document.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    expect(await refusalOf(Buffer.from(await document.save()))).toBe('encrypted_pdf');
  });

  test('half of one, one with something behind its end, and one of nothing but its head', async () => {
    const whole = await pdf(2);
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toBe('broken_pdf');
    expect(await refusalOf(Buffer.concat([whole, Buffer.from('PK\u0003\u0004')]))).toBe('trailing_data');
    expect(await refusalOf(Buffer.from('%PDF-1.7\n%%EOF'))).toBe('broken_pdf');
  });

  test('one that unpacks without end costs a bounded process and not this one', { timeout: 120_000 }, async () => {
    const bomb = deflateSync(Buffer.alloc(1_200_000_000), { level: 9 });
    const stream = `5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${bomb.length}>>\nstream\n`;
    const head = '%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n';
    const bytes = Buffer.concat([Buffer.from(head + stream), bomb, Buffer.from('\nendstream\nendobj\n%%EOF')]);
    const inspection = await inspectDocument(bytes);
    expect(inspection.ok ? '' : inspection.refusal).toMatch(/^(?:too_much_work|broken_pdf)$/);
  });
});

/** A PNG of so many pixels, all of them the same, in few bytes. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(content.length, 0);
  sizes.writeUInt32BE(crc(body), 4);
  return Buffer.concat([sizes.subarray(0, 4), body, sizes.subarray(4)]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
