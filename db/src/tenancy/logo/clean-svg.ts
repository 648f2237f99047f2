// A drawing made anew from what is known to be harmless. Nothing of the original is copied as text: elements, attributes and values that
// are not on these lists do not come along, and what has no harmless meaning at all is refused with its name.
import { parseSvg, type SvgElement } from './parse-svg.ts';
import { refusedPicture } from './refused-picture.ts';

export interface CleanSvg {
  readonly svg: Buffer;
  /** In units of the drawing, as its viewBox has them. */
  readonly width: number;
  readonly height: number;
}

const shapes = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'];
const groups = ['svg', 'g', 'defs', 'title', 'desc', 'clipPath', 'mask'];
const paints = ['linearGradient', 'radialGradient', 'stop'];
const elements = new Set([...shapes, ...groups, ...paints]);
/** Nobody draws a logo with these by accident: left out silently they would hide that somebody tried. */
const hostile = new Set(
  ['script', 'foreignObject', 'iframe', 'object', 'embed', 'image', 'feImage', 'use', 'a', 'link', 'handler']
    .concat(['animate', 'animateMotion', 'animateTransform', 'animateColor', 'set', 'audio', 'video', 'canvas'])
    .map((name) => name.toLowerCase()),
);

const number = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?(px|%)?$/;
const numbers = /^[-+\d.,eE\s%]*$/;
const paint =
  /^(none|currentColor|transparent|#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,24}|rgba?\([\d.,%\s/]{1,60}\)|hsla?\([\d.,%\s/deg]{1,60}\))$/;
const reference = /^url\(\s*(['"]?)#([A-Za-z_][\w.-]{0,80})\1\s*\)$/;
const word = /^[a-zA-Z-]{1,24}$/;
const transform = /^(\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\([-+\d.,eE\s]*\)\s*,?)*$/;
const name = /^[A-Za-z_][\w.-]{0,80}$/;

type Check = (value: string) => string | undefined;
const fits =
  (form: RegExp): Check =>
  (value) =>
    form.test(value.trim()) ? value.trim() : undefined;
const paintOrReference: Check = (value) =>
  fits(paint)(value) ?? (reference.test(value.trim()) ? localReference(value) : undefined);
/** Of our own making: nothing but a fragment of this document can come out. */
const localReference: Check = (value) => {
  const found = reference.exec(value.trim());
  return found === null ? undefined : `url(#${found[2]})`;
};

const geometry = [
  'x',
  'y',
  'x1',
  'y1',
  'x2',
  'y2',
  'cx',
  'cy',
  'r',
  'rx',
  'ry',
  'fx',
  'fy',
  'width',
  'height',
  'offset',
];
const lengths = [
  'stroke-width',
  'stroke-miterlimit',
  'stroke-dashoffset',
  'opacity',
  'fill-opacity',
  'stroke-opacity',
  'stop-opacity',
];
const words = [
  'fill-rule',
  'clip-rule',
  'stroke-linecap',
  'stroke-linejoin',
  'gradientUnits',
  'spreadMethod',
  'clipPathUnits',
];
const moreWords = ['maskUnits', 'maskContentUnits', 'preserveAspectRatio', 'visibility', 'display'];

const styled: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(lengths.map((one) => [one, fits(number)])),
  ...Object.fromEntries([...words, 'visibility', 'display'].map((one) => [one, fits(word)])),
  'stroke-dasharray': fits(/^(none|[-+\d.,eE\s%]*)$/),
  fill: paintOrReference,
  stroke: paintOrReference,
  'stop-color': fits(paint),
  color: fits(paint),
  'clip-path': localReference,
  mask: localReference,
};

const attributes: Readonly<Record<string, Check>> = {
  ...styled,
  ...Object.fromEntries(geometry.map((one) => [one, fits(number)])),
  ...Object.fromEntries(moreWords.map((one) => [one, fits(/^[a-zA-Z -]{1,40}$/)])),
  id: fits(name),
  d: fits(/^[-+\d.,eEMmZzLlHhVvCcSsQqTtAa\s]*$/),
  points: fits(numbers),
  viewBox: fits(numbers),
  transform: fits(transform),
  gradientTransform: fits(transform),
};

/** Rebuilds a drawing. Throws `invalid_input` on the field `logo` for what is no SVG, or one that tries to be more than a picture. */
export function cleanSvg(bytes: Buffer): CleanSvg {
  const root = parseSvg(bytes);
  const box = boxOf(root);
  const rules = rulesOf(root);
  const { viewBox: _, width: __, height: ___, ...rest } = keptAttributes(root, rules);
  const own = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: box.join(' '),
    width: String(box[2]),
    height: String(box[3]),
  };
  const written = write(root, { ...own, ...rest }, rules);
  if (!/<(path|rect|circle|ellipse|line|polyline|polygon)\b/.test(written))
    throw refusedPicture('empty_picture', 'the SVG draws no shape; turn text into paths');
  return { svg: Buffer.from(written), width: box[2], height: box[3] };
}

type Rules = ReadonlyMap<string, string>;

function write(element: SvgElement, kept: Readonly<Record<string, string>>, rules: Rules): string {
  const said = Object.entries(kept)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('');
  const inner = isText(element)
    ? escape(element.text)
    : element.children.map((child) => writeChild(child, rules)).join('');
  return inner === '' ? `<${element.name}${said}/>` : `<${element.name}${said}>${inner}</${element.name}>`;
}

function writeChild(child: SvgElement, rules: Rules): string {
  if (hostile.has(child.name.toLowerCase().replace(/^.*:/, '')))
    throw refusedPicture(
      'forbidden_element',
      `the SVG holds <${child.name.slice(0, 40)}>, which a picture does not need`,
    );
  // What editors add for themselves (metadata, sodipodi:namedview), text, filters, and drawings inside of drawings.
  if (!elements.has(child.name) || child.name === 'svg') return '';
  return write(child, keptAttributes(child, rules), rules);
}

const isText = ({ name: called }: SvgElement) => called === 'title' || called === 'desc';

function keptAttributes({ name: called, attributes: given }: SvgElement, rules: Rules): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    if (/^on/i.test(key))
      throw refusedPicture('forbidden_attribute', `the SVG holds ${key.slice(0, 40)}, which a picture does not need`);
    if (/(^|:)href$/i.test(key)) {
      refuseOutside(value);
      if (called.endsWith('Gradient')) kept['href'] = value.trim();
      continue;
    }
    const checked = attributes[key]?.(value);
    if (checked !== undefined) kept[key] = checked;
  }
  // As CSS orders it: rules win over attributes, an element's own style over both.
  for (const one of (given['class'] ?? '').split(/\s+/)) Object.assign(kept, keptStyle(rules.get(one) ?? ''));
  return { ...kept, ...keptStyle(given['style'] ?? '') };
}

/** What drawing programs write into <style>: plain rules for classes. Their declarations become attributes; the sheet does not come along. */
function rulesOf(element: SvgElement): Map<string, string> {
  const rules = new Map<string, string>();
  const sheets = [element];
  for (let sheet = sheets.pop(); sheet !== undefined; sheet = sheets.pop()) {
    sheets.push(...sheet.children);
    if (sheet.name !== 'style') continue;
    refuseActive(sheet.text);
    for (const [, selectors = '', declarations = ''] of sheet.text.matchAll(/([^{}]{1,500})\{([^{}]{0,2000})\}/g)) {
      for (const selector of selectors.split(',').map((one) => one.trim())) {
        if (/^\.[\w-]{1,80}$/.test(selector))
          rules.set(selector.slice(1), `${rules.get(selector.slice(1)) ?? ''};${declarations}`);
      }
    }
  }
  return rules;
}

/** Gradients of editors name each other; where anything else is named, somebody tries to reach out. */
function refuseOutside(value: string): void {
  if (!/^\s*#[\w.-]{1,80}\s*$/.test(value))
    throw refusedPicture('forbidden_reference', 'the SVG refers to something outside of itself');
}

function keptStyle(css: string): Record<string, string> {
  const kept: Record<string, string> = {};
  refuseActive(css);
  for (const declaration of css.split(';')) {
    const [key = '', ...rest] = declaration.split(':');
    const property = key.trim().toLowerCase();
    const value = rest
      .join(':')
      .replace(/!important/i, '')
      .trim();
    if (/url\s*\(/i.test(value) && localReference(value) === undefined)
      throw refusedPicture('forbidden_reference', 'the SVG’s style refers to something outside of itself');
    const checked = styled[property]?.(value);
    if (checked !== undefined) kept[property] = checked;
  }
  return kept;
}

function refuseActive(css: string): void {
  if (/@|\/\*|\\|expression|javascript|behavior|-moz-binding/i.test(css))
    throw refusedPicture('forbidden_style', 'the SVG’s style does more than to colour');
}

function boxOf({ attributes: given }: SvgElement): readonly [number, number, number, number] {
  const said = (given['viewBox'] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const size = (text: string | undefined) =>
    /^\s*[\d.]+(px|pt)?\s*$/.test(text ?? '') ? Number.parseFloat(text ?? '') : Number.NaN;
  const box =
    said.length === 4 && said.every(Number.isFinite) ? said : [0, 0, size(given['width']), size(given['height'])];
  const [x = 0, y = 0, width = 0, height = 0] = box;
  const isFit = [x, y].every((one) => Math.abs(one) <= 1e6) && [width, height].every((one) => one > 0 && one <= 1e6);
  if (!isFit) throw refusedPicture('wrong_size', 'the SVG says no size that makes sense');
  if (Math.max(width / height, height / width) > 20)
    throw refusedPicture('wrong_size', 'the SVG is too long and too thin');
  return [x, y, width, height];
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
