// Noto Sans SC comes in a hundred files, each for a part of Unicode and for every weight. Of those that a text needs, the characters
// that it uses are cut out at the weight that it is set in, so that a statement carries some kilobytes of type.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

export type Weight = 'regular' | 'bold';

/** A stretch of text that one font has. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

export interface TypeFace {
  /** Fonts by the name that runs call them. */
  readonly fonts: ReadonlyMap<string, Buffer>;
  runs(text: string, weight: Weight): Run[];
}

const require = createRequire(import.meta.url);
/** It brings no types of its own: https://github.com/papandreou/subset-font */
const subsetFont = require('subset-font') as (
  font: Buffer,
  characters: string,
  options: { readonly targetFormat: 'sfnt'; readonly variationAxes: Readonly<Record<string, number>> },
) => Promise<Buffer>;

const axis: Readonly<Record<Weight, number>> = { regular: 400, bold: 650 };
const weights = Object.keys(axis) as Weight[];
/** For what no font has, as printers mark a missing letter. */
const missing = '〓';
const folder = path.dirname(
  require.resolve('@fontsource-variable/noto-sans-sc/files/noto-sans-sc-latin-wght-normal.woff2'),
);

let parts: Promise<(codePoint: number) => string | undefined> | undefined;

/** Which file has a character; read once a process. */
async function readParts(): Promise<(codePoint: number) => string | undefined> {
  const json: unknown = JSON.parse(await readFile(path.join(folder, '..', 'unicode.json'), 'utf8'));
  const files = new Map<number, string>();
  for (const [name, ranges] of Object.entries(z.record(z.string(), z.string()).parse(json))) {
    for (const range of ranges.split(',')) {
      const [from = '', to = from] = range.replace('U+', '').split('-');
      for (let at = parseInt(from, 16); at <= parseInt(to, 16); at++) files.set(at, name.replaceAll(/[[\]]/g, ''));
    }
  }
  return (codePoint) => files.get(codePoint);
}

/** The type for setting these texts in either weight. */
export async function openTypeFace(texts: Iterable<string>): Promise<TypeFace> {
  parts ??= readParts();
  const partOf = await parts;
  const wanted = new Map<string, Set<string>>();
  for (const text of [...texts, missing]) {
    for (const character of text) {
      const part = partOf(character.codePointAt(0) ?? 0);
      if (part !== undefined) wanted.set(part, (wanted.get(part) ?? new Set()).add(character));
    }
  }
  const fonts = new Map<string, Buffer>();
  for (const [part, characters] of wanted) {
    const file = await readFile(path.join(folder, `noto-sans-sc-${part}-wght-normal.woff2`));
    for (const weight of weights) {
      const options = { targetFormat: 'sfnt', variationAxes: { wght: axis[weight] } } as const;
      fonts.set(`${part}-${weight}`, await subsetFont(file, [...characters].join(''), options));
    }
  }
  return { fonts, runs: (text, weight) => splitRuns(text, weight, partOf) };
}

function splitRuns(text: string, weight: Weight, partOf: (codePoint: number) => string | undefined): Run[] {
  const runs: { font: string; text: string }[] = [];
  for (const written of text) {
    const known = partOf(written.codePointAt(0) ?? 0);
    const character = known === undefined ? missing : written;
    const font = `${known ?? partOf(missing.codePointAt(0) ?? 0)}-${weight}`;
    const last = runs.at(-1);
    if (last?.font === font) last.text += character;
    else runs.push({ font, text: character });
  }
  return runs;
}
