import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import type { ObjectStore } from '../../objects/index.ts';
import { readSheet } from '../../sheets/index.ts';
import { findLastSettings, getCarrierFile } from './carrier-files.ts';
import { maskForMatching, readCarrierNumber } from './carrier-number.ts';
import { type CarrierSettings, maxCarrierFile } from './carrier-settings.ts';
import { suggestColumns } from './columns.ts';

/** What a person needs to say how a file is read. */
export interface CarrierFilePreview {
  readonly head: readonly string[];
  /** The first rows below it; numbers are masked. */
  readonly rows: readonly (readonly string[])[];
  readonly suggested: Partial<CarrierSettings>;
  readonly trunks: readonly { readonly id: string; readonly name: string }[];
}

const previewRows = 5;
const maxTrunks = 500;
const usual = { startToleranceSeconds: 30, durationToleranceSeconds: 1 } as const;

/**
 * The beginning of a stored file and how it is likely to be read: as the last one with the same heading, else by what the heading says.
 * Throws `not_found`, `file_unreadable`, and `sheet_too_large` for a workbook beyond bounds.
 */
export async function previewCarrierFile(
  tx: TenantTx,
  objects: ObjectStore,
  fileId: string,
): Promise<CarrierFilePreview> {
  const { tenantId } = tx.actor;
  const file = await getCarrierFile(tx, fileId);
  const [head = [], ...rows] = await readBeginning(objects, file.objectKey);
  const trunks = await tx.sql<{ id: string; name: string }[]>`
    select id, name from trunks where tenant_id = ${tenantId} order by name limit ${maxTrunks}`;
  const [own] = await tx.sql<{ timeZone: string }[]>`
    select time_zone as "timeZone" from tenants where id = ${tenantId}`;
  const last = await findLastSettings(tx);
  const { from: _from, to: _to, ...remembered } = last ?? {};
  const alike = last?.head !== undefined && last.head.join('\u0000') === head.join('\u0000');
  const alone = trunks.length === 1 ? trunks[0] : undefined;
  return {
    head,
    rows: rows.map((cells) => cells.map(masked)),
    suggested: {
      ...usual,
      ...(own === undefined ? {} : own),
      ...(alone === undefined ? {} : { trunkId: alone.id }),
      ...suggestColumns(head),
      ...(alike ? remembered : {}),
    },
    trunks,
  };
}

async function readBeginning(objects: ObjectStore, key: string): Promise<string[][]> {
  const stored = await objects.get(key);
  if (stored === undefined) throw new DomainError('not_found');
  const beginning: string[][] = [];
  try {
    for await (const { cells } of readSheet(stored.content, maxCarrierFile)) {
      beginning.push([...cells]);
      if (beginning.length > previewRows) break;
    }
  } finally {
    stored.content.destroy();
  }
  return beginning;
}

function masked(cell: string): string {
  return readCarrierNumber(cell, '') === undefined ? cell.slice(0, 60) : maskForMatching(cell);
}
