import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DomainError } from '../../errors.ts';
import { cleanSvg } from './clean-svg.ts';
import { parseSvg, type SvgElement } from './parse-svg.ts';

const svg = (inner: string, attributes = 'viewBox="0 0 24 24"') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inner}</svg>`,
  );
const shape = '<path d="M1 1h4v4z"/>';
const cleaned = (inner: string, attributes?: string) => cleanSvg(svg(inner, attributes)).svg.toString();

/** The code of the refusal, or what came out. */
function outcome(bytes: Buffer): string {
  try {
    return cleanSvg(bytes).svg.toString();
  } catch (error) {
    if (error instanceof DomainError) return error.fields[0]?.code ?? error.code;
    throw error;
  }
}

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const refused: readonly (readonly [string, string | Buffer, string])[] = [
  ['a script', svg(`<script>alert(1)</script>${shape}`), 'forbidden_element'],
  ['a script with a prefix', svg(`<svg:script>alert(1)</svg:script>${shape}`), 'forbidden_element'],
  ['a script of another case', svg(`<ScRiPt>alert(1)</ScRiPt>${shape}`), 'forbidden_element'],
  ['a script deep inside', svg(`<g><g><script/></g></g>${shape}`), 'forbidden_element'],
  ['onload of the root', svg(shape, 'viewBox="0 0 1 1" onload="alert(1)"'), 'forbidden_attribute'],
  ['an event handler of any case', svg('<path ONclick="alert(1)" d="M0 0h1"/>'), 'forbidden_attribute'],
  ['HTML inside', svg(`<foreignObject><body/></foreignObject>${shape}`), 'forbidden_element'],
  ['a link', svg(`<a href="https://evil.example">${shape}</a>`), 'forbidden_element'],
  ['javascript:', svg(`<g xlink:href="javascript:alert(1)">${shape}</g>`), 'forbidden_reference'],
  ['javascript: in entities', svg(`<g href="&#106;avascript&#58;alert(1)">${shape}</g>`), 'forbidden_reference'],
  ['javascript: with blanks', svg(`<g href="java\tscript:alert(1)">${shape}</g>`), 'forbidden_reference'],
  ['a reference with another prefix', svg(`<g zz:href="//evil.example/x">${shape}</g>`), 'forbidden_reference'],
  ['use of another document', svg(`<use xlink:href="https://evil.example/x.svg#a"/>${shape}`), 'forbidden_element'],
  ['use of itself', svg(`<g id="a"><use href="#a"/></g>${shape}`), 'forbidden_element'],
  ['a picture by address', svg(`<image href="https://evil.example/p.png"/>${shape}`), 'forbidden_element'],
  ['a picture by data:', svg(`<image href="data:image/svg+xml;base64,PHN2Zy8+"/>${shape}`), 'forbidden_element'],
  [
    'a gradient from outside',
    svg(`<linearGradient href="https://evil.example/g.svg#g"/>${shape}`),
    'forbidden_reference',
  ],
  ['CSS that imports', svg(`<style>@import url(https://evil.example/x.css);</style>${shape}`), 'forbidden_style'],
  ['CSS in CDATA', svg(`<style><![CDATA[@import "//evil.example"]]></style>${shape}`), 'forbidden_style'],
  ['CSS that hides in escapes', svg('<path style="fill:\\75rl(x)" d="M0 0h1"/>'), 'forbidden_style'],
  ['a style that fetches', svg('<path style="fill:url(https://evil.example/x)" d="M0 0h1"/>'), 'forbidden_reference'],
  [
    'animation of a reference',
    svg(`<animate attributeName="href" to="javascript:alert(1)"/>${shape}`),
    'forbidden_element',
  ],
  ['set', svg(`<set attributeName="onclick" to="alert(1)"/>${shape}`), 'forbidden_element'],
  [
    'entities',
    Buffer.from(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>`),
    'forbidden_markup',
  ],
  ['a billion laughs', Buffer.from(`<!DOCTYPE l [<!ENTITY l0 "ha">${laughs}]><svg>&l9;</svg>`), 'forbidden_markup'],
  ['an unknown entity', svg(`<title>&evil;</title>${shape}`), 'broken_picture'],
  [
    'a style sheet instruction',
    Buffer.from('<?xml-stylesheet href="//evil.example"?><svg viewBox="0 0 1 1"/>'),
    'forbidden_markup',
  ],
  ['what is not closed', Buffer.from('<svg viewBox="0 0 1 1"><path d="M0 0h1">'), 'broken_picture'],
  ['HTML', Buffer.from('<html><body onload="alert(1)"></body></html>'), 'not_a_picture'],
  ['too many parts', svg('<g/>'.repeat(3_000)), 'too_large'],
  ['too deep', svg('<g>'.repeat(100) + '</g>'.repeat(100)), 'too_large'],
  ['too long', Buffer.alloc(300 * 1024, ' '), 'too_large'],
  ['UTF-16, which readers see otherwise', Buffer.from('\ufeff<svg/>', 'utf16le'), 'broken_picture'],
  ['no size', Buffer.from('<svg><path d="M0 0h1"/></svg>'), 'wrong_size'],
  ['an endless size', svg(shape, 'viewBox="0 0 1e300 1e300"'), 'wrong_size'],
  ['a hair', svg(shape, 'viewBox="0 0 1000 1"'), 'wrong_size'],
  ['nothing but text', svg('<text>Acme</text>'), 'empty_picture'],
];
test.each(refused)('%s is refused', (_, bytes, code) => {
  expect(outcome(Buffer.from(bytes))).toBe(code);
});

test('a drawing inside of a drawing, metadata, filters and unknown things do not come along', () => {
  const written = cleaned(
    `<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg><metadata>secret</metadata><sodipodi:namedview/>
     <filter id="f"><feImage href="#x"/></filter><path filter="url(#f)" data-x="1" mask="url(//evil#a)" fill="url(javascript:1)" d="M1 1h4v4z"/>`,
  );
  expect(written).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path d="M1 1h4v4z"/></svg>',
  );
});

test('what drawing programs write stays: groups, gradients that name each other, clips, classes and styles', () => {
  const written = cleaned(
    `<defs><style>.a,.b{fill:#123456;stroke:none}.b{opacity:.5}</style>
     <linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient><linearGradient id="h" xlink:href="#g"/>
     <clipPath id="c"><circle cx="5" cy="5" r="4"/></clipPath></defs>
     <g transform="translate(1,2) rotate(45)" clip-path="url('#c')"><path class="b" d="M1 1h4v4z"/><rect style="fill:url(#h)" width="3" height="3"/></g>`,
  );
  expect(written).toContain('<path d="M1 1h4v4z" fill="#123456" stroke="none" opacity=".5"/>');
  expect(written).toContain('<linearGradient id="h" href="#g"/>');
  expect(written).toContain('<rect width="3" height="3" fill="url(#h)"/>');
  expect(written).toContain('<g transform="translate(1,2) rotate(45)" clip-path="url(#c)">');
  expect(written).not.toContain('<style');
});

test('what came out comes out the same again', () => {
  const once = cleaned('<g fill="none"><circle cx="1" cy="2" r="3" stroke="#abc"/></g>');
  expect(cleanSvg(Buffer.from(once)).svg.toString()).toBe(once);
});

const names = fc.constantFrom(
  ...[
    'path',
    'g',
    'script',
    'use',
    'a',
    'image',
    'svg',
    'style',
    'animate',
    'text',
    'metadata',
    'svg:script',
    'linearGradient',
  ],
);
const keys = fc.constantFrom(
  ...['onload', 'href', 'xlink:href', 'style', 'fill', 'd', 'id', 'class', 'mask', 'transform', 'xml:base', 'viewBox'],
);
const values = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    'javascript:alert(1)',
    'url(//e)',
    'url(#a)',
    '#a',
    'data:text/html,x',
    '"><script>',
    'fill:url(//e)',
  ),
);
const tagOf = (depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      names,
      fc.dictionary(keys, values, { maxKeys: 4 }),
      depth === 0 ? fc.constant([]) : fc.array(tagOf(depth - 1), { maxLength: 2 }),
    )
    .map(([name, attributes, inner]) => {
      const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${value.replace(/[<&"]/g, '')}"`);
      return `<${name}${said.join('')}>${inner.join('')}</${name}>`;
    });

test('whatever comes out holds nothing but known elements and references to itself', () => {
  const seen = (element: SvgElement): SvgElement[] => [element, ...element.children.flatMap(seen)];
  fc.assert(
    fc.property(fc.array(tagOf(2), { maxLength: 4 }), (tags) => {
      const written = outcome(svg(`${tags.join('')}${shape}`));
      if (!written.startsWith('<svg')) return;
      for (const { name, attributes } of seen(parseSvg(Buffer.from(written)))) {
        expect(name).toMatch(/^(svg|g|path|linearGradient)$/);
        for (const [key, value] of Object.entries(attributes)) {
          if (key === 'xmlns') continue;
          expect(key).not.toMatch(/^on|^style$|:/i);
          expect(value).not.toMatch(/script|data:|\/\/|[<>"]/i);
          if (/url/i.test(value)) expect(value).toMatch(/^url\(#[\w.-]+\)$/);
          if (key === 'href') expect(value).toMatch(/^#/);
        }
      }
    }),
    { numRuns: 500 },
  );
});
