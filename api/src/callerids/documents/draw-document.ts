// Makes pictures of what somebody sent, and so leaves everything else of it behind.
import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import sharp, { type Sharp } from 'sharp';
import { readPicture } from '../../http/read-picture.ts';
import { checkPdf } from './check-pdf.ts';
import { documentLimits, type Inspection, type PagePicture, Refused } from './inspection-types.ts';

// Of all that libvips can read, only what is taken here.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng'] });
sharp.concurrency(1);
sharp.cache(false);

const magic = {
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
} as const;
const jpegQuality = 85;
/** How much larger than its points a page of a PDF is drawn, at most: twice is 144 dots an inch. */
const mostScale = 2.5;
const white = '#ffffff';

/** What a file is by its first bytes, whatever its name or header say. */
function sniff(bytes: Uint8Array): keyof typeof magic | undefined {
  return (Object.keys(magic) as (keyof typeof magic)[]).find((type) =>
    magic[type].every((byte, i) => bytes[i] === byte),
  );
}

/** Reads a file and draws its pages, or says why it is not taken. Rejects where it is we who fail, whatever the file is. */
export async function drawDocument(bytes: Uint8Array): Promise<Inspection> {
  const contentType = sniff(bytes);
  if (contentType === undefined) return { ok: false, refusal: 'not_a_document' };
  try {
    const pages = contentType === 'application/pdf' ? await drawPdf(bytes) : [await drawPicture(bytes, contentType)];
    return { ok: true, contentType, pages };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

async function drawPicture(bytes: Uint8Array, contentType: 'image/jpeg' | 'image/png'): Promise<PagePicture> {
  const open = () => sharp(bytes, { failOn: 'truncated', limitInputPixels: false, sequentialRead: true });
  const broken = () => new Refused('broken_picture');
  const { format, width, height } = await readPicture(() => open().metadata(), broken);
  if (`image/${format}` !== contentType) throw broken();
  if (width * height > documentLimits.pixels) throw new Refused('picture_too_large');
  return readPicture(() => finish(open().rotate()), broken);
}

async function drawPdf(bytes: Uint8Array): Promise<PagePicture[]> {
  const expected = await checkPdf(bytes);
  const library = await PDFiumLibrary.init();
  const document = await readPdf(() => library.loadDocument(Buffer.from(bytes)));
  if (document.getPageCount() !== expected) throw new Refused('broken_pdf');
  const pages: PagePicture[] = [];
  for (let i = 0; i < expected; i++) {
    const { data, width, height } = await readPdf(() => drawPage(document, i));
    pages.push(await finish(sharp(data, { raw: { width, height, channels: 4 } })));
  }
  return pages;
}

function drawPage(document: PDFiumDocument, i: number) {
  const page = document.getPage(i);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const longer = Math.max(originalWidth, originalHeight);
  if (!(longer > 0)) throw new Refused('broken_pdf');
  const scale = Math.min(mostScale, documentLimits.shownSide / longer);
  return page.render({
    width: Math.max(1, Math.round(originalWidth * scale)),
    height: Math.max(1, Math.round(originalHeight * scale)),
    render: 'bitmap',
  });
}

/** How PDFium complains about a file: by a plain error, or by a trap of its WebAssembly. */
const complaints = ['Error', 'RuntimeError'];

/** What else fails than the file is our own fault, and is thrown as it is. */
async function readPdf<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Error && complaints.includes(error.name) ? new Refused('broken_pdf') : error;
  }
}

async function finish(picture: Sharp): Promise<PagePicture> {
  const { data, info } = await picture
    .resize({
      width: documentLimits.shownSide,
      height: documentLimits.shownSide,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .flatten({ background: white })
    .toColourspace('srgb')
    .jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
