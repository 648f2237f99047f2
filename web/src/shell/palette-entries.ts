import { useQuery } from '@tanstack/solid-query';
import { type Accessor, createMemo, createSignal, createEffect, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { tasksSearchQuery } from '../tasks/data.ts';
import { tenantsQuery } from '../tenancy/data.ts';
import { dataOf } from '../ui/query.ts';
import { isElsewhere, nameOf, pathOf, standardMenu, useMenu } from './menu/menu.ts';
import { type Page, mayOpen, pages } from './pages.ts';

export type PaletteEntry = { group: 'pages' | 'tasks' | 'tenants'; label: string; note: string; path: string };

const settleMs = 180;
const perGroup = 8;
const listed = new Set(standardMenu.flatMap((group) => group.entries.map((entry) => entry.key)));

/** A value that follows another once it has rested, so that typing does not ask the API for every letter. */
function settled(value: Accessor<string>): Accessor<string> {
  const [rested, setRested] = createSignal(value());
  createEffect(() => {
    const next = value();
    const timer = setTimeout(() => setRested(next), settleMs);
    onCleanup(() => clearTimeout(timer));
  });
  return rested;
}

function matches(text: string, query: string): boolean {
  return text.toLowerCase().includes(query.trim().toLowerCase());
}

/** What the palette offers for a query: pages at once, tasks from the API, accounts from the tree already at hand. */
export function usePaletteEntries(query: Accessor<string>): Accessor<PaletteEntry[]> {
  const session = useSession();
  const rested = settled(query);
  const tasks = useQuery(() => ({ ...tasksSearchQuery(rested().trim()), enabled: mayOpen(session(), pages.tasks) }));
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const menu = useMenu();
  // Pages that stand in no menu, such as the form of a new task.
  const unlisted = () =>
    Object.values(pages).filter((page: Page) => mayOpen(session(), page) && !listed.has(page.label));
  return createMemo(() => {
    const entries = menu()?.flatMap((group) => group.entries) ?? [];
    const found: PaletteEntry[] = entries
      .filter((entry) => !isElsewhere(pathOf(entry)))
      .map((entry) => ({ group: 'pages' as const, label: nameOf(entry), note: '', path: pathOf(entry) }))
      .concat(
        unlisted().map((page) => ({
          group: 'pages',
          label: t(`shell.pages.${page.label}`),
          note: '',
          path: page.path,
        })),
      )
      .filter((entry) => matches(entry.label, query()) || matches(entry.path, query()));
    for (const task of dataOf(tasks)?.items.slice(0, perGroup) ?? []) {
      if (!matches(task.name, query())) continue;
      found.push({
        group: 'tasks',
        label: task.name,
        note: t(`tasks.states.${task.state}`),
        path: `/tasks/${task.id}`,
      });
    }
    const accounts = (dataOf(tenants)?.items ?? []).filter(
      (tenant) =>
        tenant.depth > 0 && query().trim() !== '' && matches(`${tenant.name} ${tenant.loginName ?? ''}`, query()),
    );
    for (const tenant of accounts.slice(0, perGroup)) {
      found.push({
        group: 'tenants',
        label: tenant.name,
        note: t(`shell.kinds.${tenant.kind}`),
        path: `${pages.tenants.path}?q=${encodeURIComponent(tenant.loginName ?? tenant.name)}`,
      });
    }
    return found;
  });
}
