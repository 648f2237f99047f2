import type { PlatformTx, Sql, Statement, TenantTx } from '../../connect/index.ts';
import type { logoTypes } from './tables.ts';

export interface Support {
  readonly email: string | null;
  readonly phone: string | null;
  /** When somebody answers, say. */
  readonly note: string | null;
}

export interface StoredPicture {
  readonly objectKey: string;
  /** The same in pixels, where `objectKey` is a drawing. */
  readonly rasterKey: string | null;
  /** Under this name it is read without a session. */
  readonly picture: string;
  readonly contentType: (typeof logoTypes)[number];
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** What can be said of a brand; each is that of the nearest who says it. */
export interface BrandFields {
  readonly name: string;
  /** As it was chosen: `#rrggbb`. */
  readonly accent: string;
  readonly support: Support;
  /** Verified. */
  readonly domain: string;
  readonly logo: StoredPicture;
  readonly mark: StoredPicture;
}

/** Absent where nobody says it. `own` are the fields that the tenant says itself. */
export type Branding = Partial<BrandFields> & { readonly own: ReadonlySet<keyof BrandFields> };

/** What the current tenant shows; from depth 1, what it would show if it said nothing itself. */
export async function readOwnBranding({ sql }: TenantTx, fromDepth: 0 | 1 = 0): Promise<Branding> {
  return collect(await sql<FieldRow[]>`select field, value, own from own_branding(${fromDepth})`);
}

/** What a tenant shows; of the operator where none is named. Across tenants, as who asks may not have signed in. */
export async function readBranding({ sql }: PlatformTx | Statement, tenantId: string | undefined): Promise<Branding> {
  const tenant =
    tenantId === undefined ? sql`(select id from tenants where parent_id is null)` : sql`${tenantId}::uuid`;
  return collect(await (sql as Sql)<FieldRow[]>`select field, value, own from branding_of(${tenant}, 0)`);
}

interface FieldRow {
  readonly field: keyof BrandFields;
  readonly value: unknown;
  readonly own: boolean;
}

function collect(rows: readonly FieldRow[]): Branding {
  const own = new Set(rows.filter((row) => row.own).map((row) => row.field));
  return { ...(Object.fromEntries(rows.map((row) => [row.field, row.value])) as Partial<BrandFields>), own };
}

/** A picture by the name under which everybody may read it; undefined where there is none. */
export async function findPicture(
  { sql }: PlatformTx | Statement,
  picture: string,
): Promise<StoredPicture | undefined> {
  const [found] = await (sql as Sql)<StoredPicture[]>`
    select object_key as "objectKey", raster_object_key as "rasterKey", picture, content_type as "contentType", bytes, width, height
    from tenant_logos where picture = ${picture}`;
  return found;
}
