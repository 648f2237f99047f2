// A PDF of pictures and of nothing else, as ISO 32000-2 has it (7.5: the parts of a file, 8.9: pictures). What somebody sent has no part in it:
// a reader finds a catalog, pages and JPEGs, all of them ours, each object once.

/** A picture as it stands in the store: pixels, and bytes of its JPEG, which is RGB. */
export interface LaidPicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface PdfLayout {
  /** Of the whole file. */
  readonly bytes: number;
  /** In their order: text as it stands (ASCII), or the picture to stand there, by its place in the list. */
  readonly parts: readonly (string | number)[];
}

/** The longer side of a page: that of A4, in points. */
const longerSide = 842;
/** The catalog, and the list of pages. */
const before = 2;
const perPage = 3;

/** Where everything stands in a PDF with a page for each picture, so that it can be sent while it is read. */
export function layOutPdf(pictures: readonly LaidPicture[]): PdfLayout {
  const parts: (string | number)[] = [];
  const offsets: number[] = [];
  let bytes = 0;
  const text = (words: string): void => {
    parts.push(words);
    bytes += words.length;
  };
  const object = (body: string): void => {
    offsets.push(bytes);
    text(`${offsets.length} 0 obj\n${body}\nendobj\n`);
  };
  text('%PDF-1.4\n');
  object('<</Type/Catalog/Pages 2 0 R>>');
  const kids = pictures.map((_, i) => `${before + 1 + perPage * i} 0 R`).join(' ');
  object(`<</Type/Pages/Count ${pictures.length}/Kids[${kids}]>>`);
  for (const [i, { width, height, bytes: length }] of pictures.entries()) {
    const [wide, high] = pointsOf(width, height);
    const [content, image] = [offsets.length + 2, offsets.length + 3];
    const resources = `<</XObject<</Picture ${image} 0 R>>>>`;
    object(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${wide} ${high}]/Resources${resources}/Contents ${content} 0 R>>`);
    const drawn = `q ${wide} 0 0 ${high} 0 0 cm /Picture Do Q`;
    object(`<</Length ${drawn.length}>>\nstream\n${drawn}\nendstream`);
    offsets.push(bytes);
    const kind = '/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode';
    text(`${image} 0 obj\n<<${kind}/Width ${width}/Height ${height}/Length ${length}>>\nstream\n`);
    parts.push(i);
    bytes += length;
    text('\nendstream\nendobj\n');
  }
  text(endOf(offsets, bytes));
  return { bytes, parts };
}

/** The table of where objects begin (7.5.4), twenty bytes a line, and where that table begins. */
function endOf(offsets: readonly number[], bytes: number): string {
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = offsets.length + 1;
  return `xref\n0 ${size}\n0000000000 65535 f \n${lines}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${bytes}\n%%EOF\n`;
}

function pointsOf(width: number, height: number): [number, number] {
  const scale = longerSide / Math.max(width, height);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
