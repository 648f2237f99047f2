// A document that names a path which is gone misleads. Checked are links, and words in backticks that look like a path of
// this repository: below one of its top folders, or a bare file name with an ending. Fenced blocks are examples, not claims.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { sourceFiles } from './source-files.ts';

const fence = /^(```|~~~)[\s\S]*?^\1/gm;
const link = /\]\(([^)\s]+)\)/g;
const inBackticks = /`([^`\n]+)`/g;
const isElsewhere = /^([a-z]+:|#)/;
const fileName = /^[\w.-]+\.(ts|tsx|mjs|sql|json|md|yaml|conf|sh)$/;
const topFolder = /^(api|web|db|workers|infra|scripts|tests|\.ci)\//;
/** From here on a path is a pattern (`x.test.ts` stands for any) or a place holder. */
const pattern = /[*{<…]|(^|\/)x\./;

/** Every reference in the documents under `root` to a path that does not exist, as `file:line: path`. */
export function findBrokenReferences(root: string): string[] {
  const names = new Set(sourceFiles(root, ['']).map((file) => path.basename(file)));
  for (const entry of readdirSync(root)) names.add(entry);
  return sourceFiles(root, ['.md']).flatMap((document) => {
    const text = readFileSync(document, 'utf8').replaceAll(fence, (block) => block.replaceAll(/[^\n]/g, ' '));
    const exists = (target: string) =>
      [path.dirname(document), root].some((folder) => existsSync(path.join(folder, target)));
    const broken = (target: string, isLink: boolean) => {
      const named = target.replace(/#.*$/, '');
      const fixed = pattern.test(named) ? named.slice(0, named.search(pattern)).replace(/[^/]*$/, '') : named;
      if (fixed === '' || isElsewhere.test(target)) return false;
      if (isLink || topFolder.test(fixed)) return !exists(fixed);
      return fileName.test(fixed) && !names.has(fixed);
    };
    const found = (expression: RegExp, isLink: boolean) =>
      [...text.matchAll(expression)].filter((match) => broken(match[1] ?? '', isLink));
    return [...found(link, true), ...found(inBackticks, false)].map((match) => {
      const line = text.slice(0, match.index).split('\n').length;
      return `${path.relative(root, document)}:${line}: ${match[1]} does not exist`;
    });
  });
}
