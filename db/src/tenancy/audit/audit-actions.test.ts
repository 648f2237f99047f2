import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { auditActions, auditSubjects } from './audit-actions.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const actions = Object.entries(auditActions).flatMap(([noun, verbs]) => verbs.map((verb) => [noun, verb] as const));

/** All that could write an entry, as one text. */
function sources(): string {
  return ['db/src', 'api/src', 'workers/src']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('audit-actions.ts'))
        .map((file) => readFileSync(path.join(root, folder, file), 'utf8')),
    )
    .join('\n');
}

/** Actions put together of a noun and a decision's name, with the text that does it. */
const composed: Readonly<Record<string, readonly string[]>> = {
  '`task.${': ['task.start', 'task.pause', 'task.resume', 'task.stop'],
  '`caller-id.${': ['caller-id.approve', 'caller-id.reject'],
  '`caller-id-pool.${': ['caller-id-pool.create', 'caller-id-pool.update'],
  '`domain.${': ['domain.confirm', 'domain.release'],
  '}.set`': ['logo.set', 'mark.set'],
  '}.removed`': ['logo.removed', 'mark.removed'],
};

test('every action of the list is written by something, so that the pages keep no words for nothing', () => {
  const text = sources();
  const written = Object.entries(composed).flatMap(([by, actions]) => (text.includes(by) ? actions : []));
  const unwritten = actions
    .map((action) => action.join('.'))
    .filter((action) => !text.includes(`'${action}'`) && !written.includes(action));
  expect(unwritten).toEqual([]);
});

test('actions and what they are about are words with hyphens', () => {
  for (const [noun, verb] of actions) expect(`${noun}.${verb}`).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
  for (const subject of auditSubjects) expect(subject).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
