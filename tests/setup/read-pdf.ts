// A PDF as a reader sees it: its words in the order they were written, its pages, its pictures.
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface ReadPdf {
  readonly text: string;
  readonly title: string;
  readonly pages: number;
  readonly pictures: number;
  /** Whether it does anything by itself, or when something in it is pressed. */
  readonly runsScripts: boolean;
}

export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const document = await getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 }).promise;
  let text = '';
  let pictures = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent({ disableNormalization: true });
    // Runs of one line follow each other without a space; a new line begins where the height changes.
    let height: number | undefined;
    for (const item of items) {
      if (!('str' in item)) continue;
      const y = Number(item.transform[5]);
      text += height === undefined || y === height ? item.str : `\n${item.str}`;
      height = y;
    }
    text += '\n';
    const { fnArray } = await page.getOperatorList();
    pictures += fnArray.filter((operation) => operation === OPS.paintImageXObject).length;
  }
  const { info } = await document.getMetadata();
  const title = 'Title' in info ? String(info.Title) : '';
  const runsScripts = await document.hasJSActions();
  await document.destroy();
  return { text, title, pages: document.numPages, pictures, runsScripts };
}
