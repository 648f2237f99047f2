import { decideAudio } from '../audio/index.ts';
import type { Actor, PlatformTx } from '../connect/index.ts';
import { haltTasks } from './halt-tasks.ts';

/**
 * Takes an approval back: running tasks that play the audio halt with the reason `audio_revoked`. Answers how many. Throws as
 * `decideAudio`.
 */
export async function revokeAudio(
  tx: PlatformTx,
  actor: Actor,
  { audioId, sha256, reason }: { audioId: string; sha256: string; reason: string },
): Promise<number> {
  const { tenantId } = await decideAudio(tx, actor, { audioId, decision: 'revoked', sha256, reason, heard: false });
  return (await haltTasks(tx, { tenantId, audioId, reason: 'audio_revoked', actor })).length;
}
