import { Resolver } from 'node:dns/promises';
import type { Database } from '@yunhu/db/connect';
import { challengeNameOf, challengeOf, type DueDomain, noteDomainCheck, takeDueDomains } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import { describeError, type Log } from '../log.ts';

/** Asks DNS for the texts of a name, as node:dns does; throws with a code where there are none. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** Milliseconds for one try. */
const patience = { timeout: 3_000, tries: 2 };
const batch = 20;

const resolveByDns: ResolveTxt = (name) => new Resolver(patience).resolveTxt(name);

/** Asks the DNS of claimed domains whether it names whoever claims them. May run in several processes at once. */
export async function checkDomains(
  { database, clock, log }: { readonly database: Database; readonly clock: Clock; readonly log: Log },
  resolve: ResolveTxt = resolveByDns,
): Promise<void> {
  const due = await database.withPlatform('take domains', (tx) => takeDueDomains(tx, clock.now(), batch));
  for (const claim of due) {
    const found = await look(claim, resolve);
    await database.withPlatform('note a domain', (tx) => noteDomainCheck(tx, claim, found, clock.now()));
    log.info('domain.checked', { tenantId: claim.tenantId, found });
  }
}

const nothingThere = new Set(['ENODATA', 'ENOTFOUND']);

async function look({ domain, token }: DueDomain, resolve: ResolveTxt) {
  try {
    const texts = (await resolve(challengeNameOf(domain))).map((parts) => parts.join('').trim());
    if (texts.includes(challengeOf(token))) return 'verified';
    return texts.length === 0 ? 'no_record' : 'wrong_record';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : describeError(error);
    return nothingThere.has(code) ? 'no_record' : 'unreachable';
  }
}
