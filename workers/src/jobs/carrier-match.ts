import { DomainError } from '@yunhu/db';
import { buildRateSnapshot, loadRates } from '@yunhu/db/billing';
import { getCarrierFile, matchCarrierFile, maxCarrierFile } from '@yunhu/db/reconciliation';
import { readSheet } from '@yunhu/db/sheets';
import { z } from 'zod';
import type { JobHandler } from './job-context.ts';

const input = z.object({ fileId: z.uuid() });

/** Matches a carrier's file with our calls; a second run finds the same anew. */
export const carrierMatch: JobHandler = async ({ database, objects, job, progress }) => {
  const { fileId } = input.parse(job.input);
  const { tenantId } = job;
  const file = await database.withTenant({ tenantId }, (tx) => getCarrierFile(tx, fileId));
  const { settings } = file;
  if (settings === null) throw new DomainError('not_found');
  const stored = await objects.get(file.objectKey);
  if (stored === undefined) throw new DomainError('not_found');
  try {
    const summary = await database.withPlatform('match a carrier’s calls', async (tx) => {
      const { rateGroupId } = settings;
      const prices = rateGroupId === undefined ? undefined : buildRateSnapshot(await loadRates(tx, rateGroupId));
      const rows = readSheet(stored.content, maxCarrierFile);
      return matchCarrierFile(tx, { tenantId, fileId, settings, rows, prices, progress: (done) => progress(done) });
    });
    return { fileId, ...summary.counts };
  } finally {
    stored.content.destroy();
  }
};
