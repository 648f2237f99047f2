import type { Database } from '@yunhu/db/connect';
import { noteRefusal, type Refusal, refusalsAnHour } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Logger } from 'pino';

/** Writes down that people were refused; whoever is refused without end costs no query any more. */
export interface RefusalNotes {
  /** Never throws: what is refused is refused all the same. */
  note(refusal: Refusal, log: Logger): Promise<void>;
}

const hourMs = 3_600_000;
/** People remembered at once; when there are more, the record alone counts. */
const most = 10_000;

export function openRefusalNotes({ database, clock }: { database: Database; clock: Clock }): RefusalNotes {
  const noted = new Map<string, { count: number; sinceMs: number }>();

  function isEnough(key: string): boolean {
    const known = noted.get(key);
    if (known !== undefined && clock.nowMs() - known.sinceMs < hourMs) return ++known.count > refusalsAnHour;
    if (noted.size >= most) noted.clear();
    noted.set(key, { count: 1, sinceMs: clock.nowMs() });
    return false;
  }

  return {
    note: async (refusal, log) => {
      if (isEnough(`${refusal.staffId} ${refusal.action}`)) return;
      try {
        await database.withPlatform('note a refusal', (tx) => noteRefusal(tx, refusal));
      } catch (error) {
        log.warn({ err: error }, 'audit.refusal-not-noted');
      }
    },
  };
}
