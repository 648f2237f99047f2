import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { readStatement, statementInput } from '@yunhu/db/billing';
import type { TenantTx } from '@yunhu/db/connect';
import { findLogo } from '@yunhu/db/tenancy';
import { actorOf } from '../actor-of.ts';
import type { JobContext, JobHandler } from '../job-context.ts';
import { drawStatement } from '../statement/draw-statement.ts';

const maxBytes = 64 * 1024 * 1024;
const steps = 3;

/** A month's statement as PDF: read at one moment, with the logo of who asked for it, then drawn. */
export const ledgerStatement: JobHandler = async (context) => {
  const { database, objects, clock, job, fileKey, progress } = context;
  const { tenantId, month, language } = statementInput.parse(job.input);
  const drawnAt = clock.now();
  await progress(0, steps);
  const read = await database.withTenantSnapshot(actorOf(job), async (tx) => ({
    statement: await readStatement(tx, tenantId, month, drawnAt),
    logo: await findLogo(tx),
    isOperator: await isOperator(tx),
  }));
  await progress(1, steps);
  const logo =
    read.logo === undefined ? undefined : await readLogo(context, read.logo.rasterKey ?? read.logo.objectKey);
  const pdf = await drawStatement(read.statement, { language, logo, drawnAt, isOperator: read.isOperator });
  await progress(2, steps);
  const { bytes } = await objects.put(fileKey, Readable.from([pdf]), { maxBytes });
  await progress(steps, steps);
  const name = `statement-${month}-${language}.pdf`;
  return { month, file: { key: fileKey, name, contentType: 'application/pdf', bytes } };
};

/** A statement goes out without its logo rather than not at all. */
async function readLogo({ objects, log }: JobContext, key: string): Promise<Buffer | undefined> {
  const stored = await objects.get(key);
  if (stored === undefined) log.warn('statement.logo-missing');
  return stored === undefined ? undefined : buffer(stored.content);
}

async function isOperator(tx: TenantTx): Promise<boolean> {
  const [{ found }] = await tx.sql<[{ found: boolean }]>`
    select kind = 'operator' as found from tenants where id = ${tx.actor.tenantId}`;
  return found;
}
