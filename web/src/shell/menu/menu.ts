// The pages of the product as a menu, with the words and icons that the operator gave them.
import { useQuery } from '@tanstack/solid-query';
import type { Session } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { locale, t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { dataOf } from '../../ui/query.ts';
import { type Page, mayOpen, navigation } from '../pages.ts';
import { menuQuery } from './data.ts';
import { type MenuGroup, type MenuNode, mergeMenu, shownMenu, type StandardMenu } from './merge-menu.ts';
import { type Icon, menuIcons, plainIcon } from './menu-icons.ts';

type GroupName = (typeof navigation)[number]['group'];
export type StandardEntry = { readonly page: Page; readonly icon: Icon };
export type YunhuMenu = MenuGroup<GroupName, StandardEntry>[];

/** The menu as the product brings it. */
export const standardMenu: StandardMenu<GroupName, StandardEntry> = navigation.map(({ group, entries }) => ({
  key: group,
  standard: group,
  entries: entries.map((entry): { key: string; standard: StandardEntry } => ({
    key: entry.page.label,
    standard: entry,
  })),
}));

/** What it is called here. */
export function nameOf(node: MenuNode<GroupName | StandardEntry>): string {
  const given = locale() === 'en' ? node.nameEn : node.nameZh;
  return given ?? standardName(node);
}

/** What the product calls it; the key of what it does not know. */
export function standardName({ standard, key }: MenuNode<GroupName | StandardEntry>): string {
  if (standard === null) return key;
  return typeof standard === 'string' ? t(`shell.groups.${standard}`) : t(`shell.pages.${standard.page.label}`);
}

export function iconOf({ icon, standard }: MenuNode<StandardEntry>): Icon {
  return (icon === null ? undefined : menuIcons[icon]) ?? standard?.icon ?? plainIcon;
}

export const pathOf = ({ standard, path }: MenuNode<StandardEntry>): string => standard?.page.path ?? path ?? '/';
export const isElsewhere = (path: string): boolean => path.startsWith('https://');

/** The menu of who is signed in; undefined until it is known. As it comes where it cannot be read: nobody is left without a way. */
export function useMenu(): () => YunhuMenu | undefined {
  const session = useSession();
  const query = useQuery(() => menuQuery);
  return createMemo(() => {
    const changes = dataOf(query)?.items ?? (query.isLoadingError ? [] : undefined);
    return changes && shownMenu(mergeMenu(standardMenu, changes), ({ page }) => mayOpen(session(), page));
  });
}

/** Where a session begins: tasks or accounts where its menu has them, else its first page, else the first that it may open at all. */
export function homePath(session: Session, menu: YunhuMenu): string | null {
  const own = menu.flatMap((group) => group.entries).filter(({ standard }) => standard !== null);
  const first = (own.find(({ key }) => key === 'tasks' || key === 'tenants') ?? own[0])?.standard;
  const entries = standardMenu.flatMap((group) => group.entries);
  return (
    first?.page.path ?? entries.find(({ standard }) => mayOpen(session, standard.page))?.standard.page.path ?? null
  );
}
