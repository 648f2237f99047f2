import type { MenuEntry } from '@yunhu/api/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOf, mergeMenu, moved, shownMenu, withChanges } from './merge-menu.ts';

const standard = [
  { key: 'calling', standard: 'g1', entries: ['tasks', 'cdrs'].map((key) => ({ key, standard: key })) },
  { key: 'money', standard: 'g2', entries: ['ledger', 'quotes'].map((key) => ({ key, standard: key })) },
];
const bare = { parent: null, nameZh: null, nameEn: null, icon: null, path: null, position: null, kinds: null };
const change = (key: string, of: Partial<MenuEntry>): MenuEntry => ({
  ...{ ...bare, key, own: false, roles: null, hidden: false },
  ...of,
});
const own = (key: string, of: Partial<MenuEntry>) => change(key, { own: true, nameZh: '名', nameEn: 'Name', ...of });
const keysOf = (changes: MenuEntry[]) =>
  mergeMenu(standard, changes).map((group) => [group.key, ...group.entries.map((entry) => entry.key)]);

test('nothing changed is the menu as it comes', () => {
  expect(keysOf([])).toEqual([
    ['calling', 'tasks', 'cdrs'],
    ['money', 'ledger', 'quotes'],
  ]);
});

test('a larger number stands later, for groups and entries', () => {
  expect(keysOf([change('calling', { position: 99 }), change('tasks', { position: 25 })])).toEqual([
    ['money', 'ledger', 'quotes'],
    ['calling', 'cdrs', 'tasks'],
  ]);
});

test('entries stand in the group they were put in; where that is gone, in the one they come with', () => {
  const group = own('own-desk', { position: 5 });
  const help = own('own-help', { path: 'https://help.example', parent: 'own-desk', position: 15 });
  const tasks = change('tasks', { parent: 'own-desk' });
  expect(keysOf([group, help, tasks])[0]).toEqual(['own-desk', 'tasks', 'own-help']);
  expect(keysOf([help, tasks])).toEqual([
    ['calling', 'tasks', 'cdrs'],
    ['money', 'ledger', 'own-help', 'quotes'],
  ]);
});

test('what is hidden or not permitted is not shown, nor is a group with nothing left', () => {
  const merged = mergeMenu(standard, [change('tasks', { hidden: true })]);
  const shown = shownMenu(merged, (entry) => entry !== 'cdrs');
  expect(shown.map((group) => group.key)).toEqual(['money']);
});

test('a change of a page that is no longer there changes nothing', () => {
  expect(keysOf([change('faxes', { position: 1, nameEn: 'Faxes' })])).toEqual(keysOf([]));
});

test('moving by a place keeps everybody else in order, and the other way brings it back', () => {
  const keys = fc.constantFrom('tasks', 'cdrs', 'own-a', 'own-b');
  const added = ['own-a', 'own-b'].map((key, n) => own(key, { path: '/x', parent: 'calling', position: 12 + n }));
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.constantFrom<-1 | 1>(-1, 1)), { maxLength: 12 }), (moves) => {
      let changes: MenuEntry[] = added;
      const order = () => mergeMenu(standard, changes)[0]?.entries ?? [];
      for (const [key, by] of moves) {
        const before = order().map((entry) => entry.key);
        const at = before.indexOf(key);
        changes = withChanges(changes, moved(order(), key, by));
        const expected = [...before];
        const to = at + by;
        if (to >= 0 && to < expected.length) expected.splice(to, 0, ...expected.splice(at, 1));
        expect(order().map((entry) => entry.key)).toEqual(expected);
      }
    }),
  );
});

test('a default that is as it comes again is not kept as a change', () => {
  const [tasks] = mergeMenu(standard, [change('tasks', { nameEn: 'Dial' })])[0]?.entries ?? [];
  if (tasks === undefined) throw new Error('no tasks');
  expect(withChanges([changeOf(tasks)], [{ ...changeOf(tasks), nameEn: null }])).toEqual([]);
});
