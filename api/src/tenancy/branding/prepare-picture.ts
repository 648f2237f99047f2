// Pictures that people bring, made anew: pixels are unpacked within bounds and packed again, drawings are rebuilt from what is harmless.
// Nothing of the bytes that came is ever served, so what hides behind, beside or inside a picture ends here.
import { cleanSvg, type LogoVariant, refusedPicture, type StoredPicture } from '@yunhu/db/tenancy';
import sharp from 'sharp';
import { readPicture } from '../../http/read-picture.ts';
import { createTurns } from '../../http/turns.ts';

export interface PreparedPicture extends Pick<StoredPicture, 'contentType' | 'width' | 'height'> {
  readonly content: Buffer;
  /** The drawing in pixels; undefined where `content` is pixels already. */
  readonly raster: Buffer | undefined;
}

export const pictureLimits = {
  leastSide: 16,
  mostSide: 4_000,
  mostPixels: 12_000_000,
  keptBytes: 2 * 1024 * 1024,
  /** Of what is kept: more is more than any screen shows of a logo. Pixels. */
  keptSide: { logo: 1_000, mark: 256 },
} as const;

/** Each unpacks megabytes: few at once, whoever asks. */
const turn = createTurns({ atOnce: 2, maxWaiting: 20 });

/** Throws `invalid_input` on the field `logo` for what is neither a whole PNG or JPEG of a fit size nor a harmless SVG. */
export function preparePicture(bytes: Buffer, variant: LogoVariant): Promise<PreparedPicture> {
  return turn(async () => {
    const kind = sniff(bytes);
    if (kind === undefined) throw refusedPicture('not_a_picture', 'send a PNG, a JPEG or an SVG');
    return kind === 'svg' ? prepareDrawing(bytes, variant) : preparePixels(bytes, kind, variant);
  });
}

/** By what stands in it, whatever its name says. */
function sniff(bytes: Buffer): 'png' | 'jpeg' | 'svg' | undefined {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpeg';
  const start = bytes
    .subarray(0, 4_096)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return start.startsWith('<') && /<(svg|\?xml|!--|!doctype)/i.test(start) ? 'svg' : undefined;
}

async function preparePixels(bytes: Buffer, kind: 'png' | 'jpeg', variant: LogoVariant): Promise<PreparedPicture> {
  const options = { limitInputPixels: pictureLimits.mostPixels, failOn: 'error', sequentialRead: true } as const;
  const found = await readPicture(
    () => sharp(bytes, options).metadata(),
    () => refusedPicture('broken_picture', 'the picture is broken, or has too many pixels'),
  );
  if (found.format !== kind) throw refusedPicture('not_a_picture', 'send a PNG, a JPEG or an SVG');
  const { leastSide, mostSide } = pictureLimits;
  const sides = [found.width, found.height];
  if (Math.min(...sides) < leastSide || Math.max(...sides) > mostSide)
    throw refusedPicture('wrong_size', `each side has ${leastSide} to ${mostSide} pixels`);
  const side = pictureLimits.keptSide[variant];
  const pixels = sharp(bytes, options)
    .rotate()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb');
  // Without metadata, profiles and whatever stood behind the last pixel; not interlaced, for the drawing of statements.
  const packed =
    kind === 'png'
      ? pixels.png({ progressive: false })
      : pixels.flatten({ background: '#ffffff' }).jpeg({ quality: 88 });
  const { data, info } = await readPicture(
    () => packed.toBuffer({ resolveWithObject: true }),
    () => refusedPicture('broken_picture', 'the pixels of the picture are not whole'),
  );
  return { contentType: `image/${kind}`, content: data, raster: undefined, width: info.width, height: info.height };
}

async function prepareDrawing(bytes: Buffer, variant: LogoVariant): Promise<PreparedPicture> {
  const { svg, width, height } = cleanSvg(bytes);
  const side = pictureLimits.keptSide[variant];
  // Drawn at the size that is kept, whatever units the drawing has.
  const density = Math.min(2_400, Math.max(1, (72 * side) / Math.max(width, height)));
  const drawn = sharp(svg, { limitInputPixels: pictureLimits.mostPixels, density })
    .resize({ width: side, height: side, fit: 'inside' })
    .png({ progressive: false });
  const raster = await readPicture(
    () => drawn.toBuffer(),
    () => refusedPicture('broken_picture', 'the SVG cannot be drawn'),
  );
  const unit = side / Math.max(width, height);
  return {
    ...{ contentType: 'image/svg+xml', content: svg, raster },
    ...{ width: Math.max(1, Math.round(width * unit)), height: Math.max(1, Math.round(height * unit)) },
  };
}
