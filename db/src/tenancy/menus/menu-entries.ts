import { createHash } from 'node:crypto';
import type { PlatformTx, TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../record-audit.ts';
import type { TenantKind } from '../tables.ts';

/** A change of an entry that comes with the product, or an entry of the operator's own. null: as by default. */
export interface MenuEntry {
  readonly key: string;
  readonly own: boolean;
  /** The key of its group; null for a group. */
  readonly parent: string | null;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly icon: string | null;
  readonly path: string | null;
  /** A larger one stands later. */
  readonly position: number | null;
  /** Who sees it, of those who may use it; null: everybody. */
  readonly kinds: readonly TenantKind[] | null;
  readonly roles: readonly string[] | null;
  readonly hidden: boolean;
}

export interface Menu {
  /** Names exactly these entries. */
  readonly revision: string;
  readonly items: readonly MenuEntry[];
}

/** The current tenant's changes of the menu. */
export async function readMenuEntries(tx: TenantTx): Promise<Menu> {
  const items = await select(tx, tx.sql`e.tenant_id = ${tx.actor.tenantId}`);
  return { items, revision: createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 32) };
}

/**
 * Puts these changes in the place of all there were, if those are still the ones of `revision`; none at all is the menu as it comes.
 * Throws `stale_menu`.
 */
export async function replaceMenuEntries(tx: TenantTx, { revision, items }: Menu): Promise<Menu> {
  const { tenantId } = tx.actor;
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`menu ${tenantId}`}, 0))`;
  const before = await readMenuEntries(tx);
  if (before.revision !== revision) throw new DomainError('stale_menu');
  await tx.sql`delete from menu_entries where tenant_id = ${tenantId}`;
  for (const item of items) {
    await tx.sql`
      insert into menu_entries (tenant_id, key, own, parent, name_zh, name_en, icon, path, position, kinds, roles, hidden)
      values (${tenantId}, ${item.key}, ${item.own}, ${item.parent}, ${item.nameZh}, ${item.nameEn}, ${item.icon}, ${item.path},
        ${item.position}, ${item.kinds}, ${item.roles}, ${item.hidden})`;
  }
  const after = await readMenuEntries(tx);
  await recordAudit(tx, {
    tenantId,
    action: 'menu.change',
    subjectType: 'menu',
    subjectId: tenantId,
    details: changesOf(before.items, after.items),
  });
  return after;
}

/** The operator's changes of the menu as one role of one kind of tenant sees them: an entry that is not for it is hidden or left out. */
export async function findMenu(tx: PlatformTx, reader: { readonly kind: TenantKind; readonly role: string }) {
  const rows = await select(tx, tx.sql`e.tenant_id = (select id from tenants where kind = 'operator')`);
  const isFor = ({ kinds, roles }: MenuEntry) =>
    (kinds === null || kinds.includes(reader.kind)) && (roles === null || roles.includes(reader.role));
  return rows.flatMap((row) => {
    const shown = !row.hidden && isFor(row);
    if (row.own) return shown ? [row] : [];
    return [shown ? row : { ...nothingSaid, key: row.key, hidden: true }];
  });
}

const nothingSaid: Omit<MenuEntry, 'key' | 'hidden'> = {
  own: false,
  ...{ parent: null, nameZh: null, nameEn: null, icon: null, path: null, position: null, kinds: null, roles: null },
};

function select({ sql }: TenantTx | PlatformTx, condition: ReturnType<TenantTx['sql']>) {
  return sql<MenuEntry[]>`
    select e.key, e.own, e.parent, e.name_zh as "nameZh", e.name_en as "nameEn", e.icon, e.path, e.position, e.kinds, e.roles, e.hidden
    from menu_entries e where ${condition} order by e.key`;
}

/** The keys of what came, went and changed, as the audit keeps them. */
function changesOf(before: readonly MenuEntry[], after: readonly MenuEntry[]) {
  const was = new Map(before.map((entry) => [entry.key, JSON.stringify(entry)]));
  const is = new Map(after.map((entry) => [entry.key, JSON.stringify(entry)]));
  const said = (keys: Iterable<string>) => [...keys].join(' ');
  return {
    added: said([...is.keys()].filter((key) => !was.has(key))),
    removed: said([...was.keys()].filter((key) => !is.has(key))),
    changed: said([...is].filter(([key, text]) => was.has(key) && was.get(key) !== text).map(([key]) => key)),
  };
}
