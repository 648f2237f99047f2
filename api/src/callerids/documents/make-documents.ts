// Files for tests: what honest people and others send.
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
