import { z } from 'zod';
import { words } from '../../http/schemas.ts';
import { tenantKinds } from '../schemas.ts';

const maxEntries = 200;
const maxPosition = 100_000;

const key = z.string().regex(/^[a-z][A-Za-z0-9-]{0,59}$/);
const entryName = words(40).min(1);

/** A page of ours, or one elsewhere over https; nothing that a browser would run. */
const menuPath = z
  .string()
  .max(500)
  .regex(
    /^(\/([^/\\\s][^\\\s]*)?|https:\/\/[^\\\s]+)$/,
    'a path that begins with / or an address that begins with https://',
  )
  .meta({ description: 'A page of the application, or an address elsewhere over https.' });

export const menuEntry = z
  .strictObject({
    key: key.meta({ description: 'Of a page or group that comes with the product, or made up for an own entry.' }),
    own: z.boolean(),
    parent: key.nullable().meta({ description: 'The key of the group it stands in; null for a group.' }),
    nameZh: entryName.nullable(),
    nameEn: entryName.nullable(),
    icon: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/)
      .nullable(),
    path: menuPath.nullable(),
    position: z.int().min(0).max(maxPosition).nullable().meta({ description: 'A larger one stands later.' }),
    kinds: z.array(z.enum(tenantKinds)).min(1).max(3).nullable(),
    roles: z.array(words(60).min(1)).min(1).max(50).nullable(),
    hidden: z.boolean(),
  })
  .meta({ id: 'MenuEntry', description: 'null says: as by default, or for everybody.' });

export const menu = z.object({ items: z.array(menuEntry) }).meta({ id: 'Menu' });

export const menuChanges = z
  .object({ revision: z.string(), items: z.array(menuEntry) })
  .meta({ id: 'MenuChanges', description: 'All that the operator changed of the menu; none is the menu as it comes.' });

export const replaceMenuBody = z.strictObject({
  revision: z.string().max(64).meta({ description: 'Of the changes that these take the place of.' }),
  items: z.array(menuEntry).max(maxEntries).superRefine(refuseStrangeEntries),
});

function refuseStrangeEntries(items: readonly MenuEntry[], context: z.RefinementCtx): void {
  const groups = new Set(items.filter(isOwnGroup).map((entry) => entry.key));
  const seen = new Set<string>();
  const refuse = (index: number, field: keyof MenuEntry, message: string) =>
    context.addIssue({ code: 'custom', path: [index, field], message });
  for (const [index, entry] of items.entries()) {
    if (seen.has(entry.key)) refuse(index, 'key', 'another entry has this key');
    seen.add(entry.key);
    if (!entry.own && entry.path !== null) refuse(index, 'path', 'a page that comes with the product keeps its path');
    if (!entry.own) continue;
    if (entry.nameZh === null || entry.nameEn === null) refuse(index, 'nameZh', 'an own entry needs both names');
    if (entry.position === null) refuse(index, 'position', 'an own entry needs a position');
    if (entry.path === null && entry.parent !== null) refuse(index, 'parent', 'a group stands in no other');
    if (entry.path !== null && entry.parent === null) refuse(index, 'parent', 'an entry stands in a group');
    if (entry.parent?.startsWith('own-') === true && !groups.has(entry.parent))
      refuse(index, 'parent', 'there is no such group');
  }
}

const isOwnGroup = (entry: MenuEntry) => entry.own && entry.path === null;

export type MenuEntry = z.infer<typeof menuEntry>;
export type Menu = z.infer<typeof menu>;
export type MenuChanges = z.infer<typeof menuChanges>;
