// Every setting of a jobs process, with a default that works on one machine.
import { objectSettings, readS3Settings } from '@yunhu/db/objects';
import { z } from 'zod';
import { readSettings, recordSettings } from '../read-settings.ts';

const settings = z.object({
  ...recordSettings,
  /** Where files of the record are kept: uploads, exports, documents. The API is told the same. */
  ...objectSettings,
  /** Jobs under way at once. */
  JOBS_AT_ONCE: z.coerce.number().int().min(1).max(32).default(2),
});

export type JobsEnv = z.infer<typeof settings>;

/** Reads the settings. Throws an Error with one sentence for each wrong one, naming it, or for those that contradict each other. */
export function readJobsEnv(source: Readonly<Record<string, string | undefined>> = process.env): JobsEnv {
  const env = readSettings(settings, source);
  readS3Settings(env);
  return env;
}
