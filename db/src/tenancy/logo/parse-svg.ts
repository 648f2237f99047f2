import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { refusedPicture } from './refused-picture.ts';

export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: SvgElement[];
  /** Of <title>, <desc>, <text>, <tspan> and <style>, by their place among the children it does not matter. */
  text: string;
}

export const svgLimits = {
  bytes: 256 * 1024,
  elements: 2_000,
  depth: 24,
  attributes: 20_000,
  attributeLength: 64 * 1024,
  textLength: 20_000,
} as const;

/** What a document may not even begin to say, wherever it stands: declared types, entities, processing instructions but XML's own. */
const forbidden = /<!DOCTYPE|<!ENTITY|<\?(?!xml[\s?])/i;

/**
 * Reads a drawing as XML within bounds, without resolving anything. Throws `invalid_input` on the field `logo` for what is no
 * well-formed, small SVG.
 */
export function parseSvg(bytes: Buffer): SvgElement {
  if (bytes.length > svgLimits.bytes) throw refusedPicture('too_large', 'an SVG has at most 256 KB');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusedPicture('broken_picture', 'the SVG is not UTF-8');
  }
  if (forbidden.test(text))
    throw refusedPicture('forbidden_markup', 'the SVG declares a type, entities or instructions');
  const root = readTree(text);
  if (root?.name !== 'svg') throw refusedPicture('not_a_picture', 'this XML is not an SVG');
  return root;
}

function readTree(text: string): SvgElement | undefined {
  const parser = new SaxesParser({ xmlns: false });
  const open: SvgElement[] = [];
  let root: SvgElement | undefined;
  let counted = { elements: 0, attributes: 0, text: 0 };
  parser.on('opentag', (tag) => {
    const element = elementOf(tag);
    const attributes = Object.keys(element.attributes).length;
    counted = { ...counted, elements: counted.elements + 1, attributes: counted.attributes + attributes };
    if (
      counted.elements > svgLimits.elements ||
      counted.attributes > svgLimits.attributes ||
      open.length >= svgLimits.depth
    )
      throw refusedPicture('too_large', 'the SVG has too many parts, or too deep ones');
    const parent = open.at(-1);
    if (parent === undefined) root ??= element;
    else parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const take = (part: string): void => {
    const parent = open.at(-1);
    if (parent === undefined || part.trim() === '') return;
    counted = { ...counted, text: counted.text + part.length };
    if (counted.text > svgLimits.textLength) throw refusedPicture('too_large', 'the SVG holds too much text');
    parent.text += part;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('error', () => {
    throw refusedPicture('broken_picture', 'the SVG is not well-formed');
  });
  parser.write(text).close();
  return root;
}

function elementOf({ name, attributes }: SaxesTagPlain): SvgElement {
  const long = Object.values(attributes).some((value) => value.length > svgLimits.attributeLength);
  if (long) throw refusedPicture('too_large', 'the SVG has a value that is too long');
  // A prefix of the SVG namespace is how some programs write; anything else is no name of the allow-list afterwards.
  return { name: name.replace(/^svg:/, ''), attributes, children: [], text: '' };
}
