import type { Database } from '@yunhu/db/connect';
import { wakeSeats } from '@yunhu/db/telephony';
import type { Clock } from '@yunhu/db/time';

/** Ends the wrap-up of seats whose time is over, and tells who waits for one. */
export async function endWrapUps(database: Database, clock: Clock, onReady: () => void): Promise<void> {
  const woken = await database.withPlatform('wake seats', (tx) => wakeSeats(tx, clock.now()));
  if (woken > 0) onReady();
}
