// Files for tests: what honest people and others send.
import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFString } from '@cantoo/pdf-lib';
import sharp from 'sharp';

export const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#88aacc' } });

export async function jpegWithPlace(): Promise<Buffer> {
  return picture(300, 200)
    .withExif({ IFD0: { Copyright: 'secret-owner' }, IFD3: { GPSLatitude: '39/1 54/1 0/1' } })
    .jpeg()
    .toBuffer();
}

/** A PDF; `change` may spoil it before it is written. */
export async function pdf(
  pages: number,
  change: (document: PDFDocument) => void = () => undefined,
  useObjectStreams = true,
): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let n = 1; n <= pages; n++) document.addPage([300, 400]).drawText(`Page ${n}`, { x: 40, y: 300 });
  change(document);
  return Buffer.from(await document.save({ useObjectStreams }));
}

/** The catalog runs a script when it is opened. */
export const openScript = (document: PDFDocument) =>
  document.catalog.set(
    PDFName.of('OpenAction'),
    document.context.register(document.context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') })),
  );

/** An annotation of the first page does something when it is pressed. */
export const actOnPage = (action: Record<string, string>) => (document: PDFDocument) => {
  const annotation = document.context.obj({
    Type: 'Annot',
    Subtype: 'Link',
    Rect: [0, 0, 300, 400],
    A: document.context.obj(action),
  });
  document.getPage(0).node.set(PDFName.of('Annots'), document.context.obj([document.context.register(annotation)]));
};

/** A form of Adobe's own kind. */
export const withForm = (document: PDFDocument) =>
  document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ Fields: [], XFA: PDFHexString.of('3c2f3e') }));

/**
 * A script that runs when the file is opened, in object 5 of a packed stream, as the table of objects says; and behind it another object 5
 * that does no harm, for whoever reads a file from its start to its end.
 */
export function hiddenScript(): Buffer {
  const offsets: number[] = [];
  let file = Buffer.from('%PDF-1.5\n');
  const write = (number: number, dictionary: string, content?: Buffer): void => {
    offsets[number] = file.length;
    const stream = content && Buffer.concat([Buffer.from('\nstream\n'), content, Buffer.from('\nendstream')]);
    const head = `${number} 0 obj\n<<${dictionary}${content === undefined ? '' : `/Length ${content.length}`}>>`;
    file = Buffer.concat([file, Buffer.from(head), stream ?? Buffer.alloc(0), Buffer.from('\nendobj\n')]);
  };
  write(1, '/Type/Catalog/Pages 2 0 R/OpenAction 5 0 R');
  write(2, '/Type/Pages/Count 1/Kids[3 0 R]');
  write(3, '/Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R');
  write(4, '', Buffer.from('0 0 150 200 re f'));
  const packed = '5 0 ';
  const script = '<</S/JavaScript/JS(app.alert\\(1\\))>>';
  write(6, `/Type/ObjStm/N 1/First ${packed.length}/Filter/FlateDecode`, deflateSync(packed + script));
  write(5, '/S/GoTo/D[3 0 R/Fit]');
  const places = [1, 2, 3, 4, 5, 6, 7].map((number) => {
    const place = Buffer.alloc(7);
    place.writeUInt8(number === 5 ? 2 : 1, 0);
    place.writeUInt32BE(number === 5 ? 6 : (offsets[number] ?? file.length), 1);
    return place;
  });
  const end = file.length;
  write(7, '/Type/XRef/Size 8/W[1 4 2]/Root 1 0 R', Buffer.concat([Buffer.alloc(7), ...places]));
  return Buffer.concat([file, Buffer.from(`startxref\n${end}\n%%EOF\n`)]);
}
