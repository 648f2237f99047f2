import { watchWallets } from '@yunhu/db/billing';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';
import type { Clock } from '@yunhu/db/time';
import type { Log } from '../log.ts';
import { repeat } from '../repeat.ts';
import { checkDomains, type ResolveTxt } from './check-domains.ts';
import { closeConversions } from './close-conversions.ts';
import type { JobHandler } from './job-context.ts';
import { JobRunner } from './job-runner.ts';
import { keepLedgerProven } from './keep-ledger-proven.ts';
import { type MailSettings, openMailSender } from './mail/send-mails.ts';
import { sweepObjects } from './sweep-objects.ts';
import { sweepOldJobs } from './sweep-old-jobs.ts';
import { watchCallerIds } from './watch-caller-ids.ts';

export interface JobsOptions {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Names this process; the database's connections carry it too. */
  readonly runnerId: string;
  readonly atOnce: number;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** No mails go out where absent. */
  readonly mail?: MailSettings | undefined;
  /** DNS itself where absent. */
  readonly resolveTxt?: ResolveTxt;
}

export interface RunningJobs {
  /** Lets what runs wait for another process. The database stays open. */
  stop(): Promise<void>;
}

/** Real time between two turns. Milliseconds. */
const every = {
  sweep: 10 * 60_000,
  proof: 60_000,
  wallets: 15_000,
  callerIds: 5_000,
  conversions: 10_000,
  domains: 5_000,
  mails: 3_000,
};

/** What a jobs process does: jobs that people asked for, and duties of the platform, each of which may run in several processes at once. */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  const { database, objects, clock, log } = options;
  const runner = new JobRunner(options);
  await runner.start();
  const mails = options.mail && openMailSender({ database, clock, log }, options.mail);
  const duties = [
    repeat('sweep old jobs', every.sweep, log, () => sweepOldJobs(database, objects, log)),
    repeat('sweep objects', every.sweep, log, sweepObjects({ database, objects, clock, log })),
    repeat('watch caller ids', every.callerIds, log, () => watchCallerIds(database, clock, log)),
    repeat('close conversions', every.conversions, log, () => closeConversions({ database, objects, log })),
    repeat('check domains', every.domains, log, () => checkDomains({ database, clock, log }, options.resolveTxt)),
    ...(mails === undefined ? [] : [repeat('send mails', every.mails, log, async () => void (await mails.sendDue()))]),
    repeat('prove the ledger', every.proof, log, () => keepLedgerProven(database, log)),
    repeat('watch wallets', every.wallets, log, () =>
      database.withPlatform('watch wallets', (tx) => watchWallets(tx, clock.now())),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all([runner.stop(), ...duties.map((duty) => duty.stop())]);
      mails?.close();
    },
  };
}
