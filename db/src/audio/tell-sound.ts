// What a switch's worker finds about the bytes of approved audio, for those who should know.
import type { PlatformTx } from '../connect/index.ts';
import { raiseAlert, resolveAlert } from '../tenancy/index.ts';

export interface FoundSound {
  readonly tenantId: string;
  readonly audioId: string;
  readonly sha256: string;
}

/** Approved audio is not in the store any more, or is something else: its customer and the operator are told. */
export async function tellSoundChanged(
  tx: PlatformTx,
  { missing, ...found }: FoundSound & { missing: boolean },
): Promise<void> {
  const { name, operatorId } = await readAudio(tx, found);
  const details = { name, sha256: found.sha256, missing };
  for (const tenantId of new Set([found.tenantId, operatorId])) {
    await raiseAlert(tx, { ...subjectOf(found), tenantId, kind: 'audio_changed', level: 'critical', details });
  }
}

/** A file of the switch's folder was not the approved one, and is again: somebody has touched it. The operator is told. */
export async function tellSoundRepaired(tx: PlatformTx, found: FoundSound): Promise<void> {
  const { name, operatorId: tenantId } = await readAudio(tx, found);
  const details = { name, sha256: found.sha256 };
  await raiseAlert(tx, { ...subjectOf(found), tenantId, kind: 'audio_repaired', level: 'warning', details });
  await tellSoundRight(tx, found);
}

/** It is the approved one: what was told of it is settled. */
export async function tellSoundRight(tx: PlatformTx, found: FoundSound): Promise<void> {
  const { operatorId } = await readAudio(tx, found);
  for (const tenantId of new Set([found.tenantId, operatorId])) {
    await resolveAlert(tx, { ...subjectOf(found), tenantId, kind: 'audio_changed' });
  }
}

function subjectOf({ audioId }: FoundSound) {
  return { subjectType: 'audio', subjectId: audioId };
}

async function readAudio(
  tx: PlatformTx,
  { tenantId, audioId }: FoundSound,
): Promise<{ name: string; operatorId: string }> {
  const [audio] = await tx.sql<{ name: string; operatorId: string }[]>`
    select a.name, t.id as "operatorId" from audio a
      join tenant_closure c on c.descendant = a.tenant_id join tenants t on t.id = c.ancestor and t.parent_id is null
    where a.tenant_id = ${tenantId} and a.id = ${audioId}`;
  return audio ?? { name: '', operatorId: tenantId };
}
