import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Words of this product have one way of being said; these are others, with the one in their place. */
const avoided: Readonly<Record<string, string>> = {
  座席: '坐席',
  主叫号码: '外显号码',
  告警: '提醒',
  钱包: '账户',
  '「': '“',
  '」': '”',
};

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (/\.tsx?$/.test(entry) && !entry.endsWith('.test.ts')) yield path.join(folder, entry);
}

test('pages and mails call one thing by one name in Chinese', () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const found = [...files(path.join(root, 'web/src')), ...files(path.join(root, 'workers/src/jobs/mail'))].flatMap(
    (file) => {
      const text = readFileSync(file, 'utf8');
      return Object.entries(avoided)
        .filter(([word]) => text.includes(word))
        .map(([word, better]) => `${path.relative(root, file)}: ${word} is ${better} here`);
    },
  );
  expect(found).toEqual([]);
});
