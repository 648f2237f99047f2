import { forgetUnusedDocuments } from '@yunhu/db/callerids';
import type { Database } from '@yunhu/db/connect';
import { expireCallerIds, remindOfExpiry } from '@yunhu/db/tasks';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';

/** In one transaction; the rest waits for the next turn. */
const forgottenAtOnce = 500;

/**
 * Ends approvals of numbers whose time is over, tells customers of those that will end, and forgets documents that nobody submitted.
 * Running tasks do not wait for it: the dialer looks at the clock itself. May run in several processes at once.
 */
export async function watchCallerIds(database: Database, clock: Clock, log: Log): Promise<void> {
  const done = await database.withPlatform('watch caller ids', async (tx) => ({
    expired: await expireCallerIds(tx, clock.now()),
    reminded: await remindOfExpiry(tx, clock.now()),
    forgotten: await forgetUnusedDocuments(tx, clock.now(), forgottenAtOnce),
  }));
  if (done.expired + done.reminded + done.forgotten > 0) log.info('caller-ids.watched', done);
}
