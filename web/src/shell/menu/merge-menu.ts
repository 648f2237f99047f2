// The menu that people see: what the product brings, with the operator's changes over it. Pure, so that the editor's preview and the
// navigation cannot differ.
import type { MenuEntry } from '@yunhu/api/schemas';

/** A group or an entry as the product brings it, or as it became. */
export type MenuNode<Default> = {
  key: string;
  /** What the product brings; null for an entry of the operator's own. */
  standard: Default | null;
  /** null: as by default. */
  nameZh: string | null;
  nameEn: string | null;
  icon: string | null;
  /** Of an own entry alone. */
  path: string | null;
  position: number;
  hidden: boolean;
  /** What was changed, or the own entry itself. */
  change: MenuEntry | null;
};

export type MenuGroup<Group, Entry> = MenuNode<Group> & { entries: MenuNode<Entry>[] };

export type StandardMenu<Group, Entry> = readonly {
  readonly key: string;
  readonly standard: Group;
  readonly entries: readonly { readonly key: string; readonly standard: Entry }[];
}[];

/** Between two neighbours of the menu as it comes, so that something fits in. */
const step = 10;

function node<Default>(key: string, index: number, standard: Default, change: MenuEntry | undefined) {
  return {
    key,
    standard,
    nameZh: change?.nameZh ?? null,
    nameEn: change?.nameEn ?? null,
    icon: change?.icon ?? null,
    path: null,
    position: change?.position ?? (index + 1) * step,
    hidden: change?.hidden ?? false,
    change: change ?? null,
  } satisfies MenuNode<Default>;
}

function ownNode(entry: MenuEntry) {
  const { key, nameZh, nameEn, icon, path, position, hidden } = entry;
  return { key, standard: null, nameZh, nameEn, icon, path, position: position ?? 0, hidden, change: entry };
}

/**
 * Groups in their order with their entries in theirs, hidden ones included. An entry whose group is gone stands in the one it comes
 * with, an own one in the last.
 */
export function mergeMenu<Group, Entry>(
  standard: StandardMenu<Group, Entry>,
  changes: readonly MenuEntry[],
): MenuGroup<Group, Entry>[] {
  const byKey = new Map(changes.filter((entry) => !entry.own).map((entry) => [entry.key, entry]));
  const own = changes.filter((entry) => entry.own);
  const groups: MenuGroup<Group, Entry>[] = [
    ...standard.map((group, index) => ({
      ...node<Group>(group.key, index, group.standard, byKey.get(group.key)),
      entries: [],
    })),
    ...own.filter((entry) => entry.path === null).map((entry) => ({ ...ownNode(entry), entries: [] })),
  ];
  const found = new Map(groups.map((group) => [group.key, group]));
  for (const group of standard) {
    for (const [index, entry] of group.entries.entries()) {
      const change = byKey.get(entry.key);
      const target = found.get(change?.parent ?? '') ?? found.get(group.key);
      target?.entries.push(node<Entry>(entry.key, index, entry.standard, change));
    }
  }
  for (const entry of own.filter(({ path }) => path !== null))
    (found.get(entry.parent ?? '') ?? groups.at(-1))?.entries.push(ownNode(entry));
  for (const group of groups) group.entries.sort(byPosition);
  return groups.sort(byPosition);
}

const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;

/** What is shown of it: nothing hidden, nothing that `mayOpen` refuses, no empty group. */
export function shownMenu<Group, Entry>(
  groups: readonly MenuGroup<Group, Entry>[],
  mayOpen: (entry: Entry) => boolean,
): MenuGroup<Group, Entry>[] {
  return groups
    .filter((group) => !group.hidden)
    .map((group) => ({
      ...group,
      entries: group.entries.filter(
        (entry) => !entry.hidden && (entry.standard === null ? entry.path !== null : mayOpen(entry.standard)),
      ),
    }))
    .filter((group) => group.entries.length > 0);
}

/** A change of a node that says nothing yet. */
export function changeOf(node: MenuNode<unknown>): MenuEntry {
  return (
    node.change ?? {
      key: node.key,
      own: false,
      parent: null,
      nameZh: null,
      nameEn: null,
      icon: null,
      path: null,
      position: null,
      kinds: null,
      roles: null,
      hidden: false,
    }
  );
}

/** Whether a change of a default says anything at all; one that does not is not worth keeping. */
function saysSomething(entry: MenuEntry): boolean {
  const { parent, nameZh, nameEn, icon, position, kinds, roles, hidden } = entry;
  return entry.own || hidden || [parent, nameZh, nameEn, icon, position, kinds, roles].some((value) => value !== null);
}

/** The changes with some of them set anew; those that say nothing are left out. */
export function withChanges(changes: readonly MenuEntry[], anew: readonly MenuEntry[]): MenuEntry[] {
  const keys = new Set(anew.map((entry) => entry.key));
  return [...changes.filter((entry) => !keys.has(entry.key)), ...anew].filter(saysSomething);
}

/** Moves one among its siblings by a place, and numbers them so that it stays there. */
export function moved(siblings: readonly MenuNode<unknown>[], key: string, by: -1 | 1): MenuEntry[] {
  const from = siblings.findIndex((node) => node.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= siblings.length) return [];
  const ordered = [...siblings];
  const [one] = ordered.splice(from, 1);
  if (one !== undefined) ordered.splice(to, 0, one);
  return ordered.map((node, index) => ({ ...changeOf(node), position: (index + 1) * step }));
}
