// The database that a script is to work on: the embedded one, started for it where it does not run, or DATABASE_URL's.
import path from 'node:path';
import { findPostgres, startPostgres } from './embedded/postgres.ts';
import { databaseName } from './stack/record.ts';
import { readStackSettings } from './stack/settings.ts';

/** A superuser's URL, and what gives back what was started for it. */
export interface CurrentRecord {
  readonly url: string;
  close(): Promise<void>;
}

/** Finds or starts it. Throws a sentence where there is none yet. */
export async function openCurrentRecord(): Promise<CurrentRecord> {
  const { databaseUrl, dataDir } = readStackSettings(process.env);
  if (databaseUrl !== undefined) return { url: databaseUrl, close: async () => {} };
  const folder = path.join(dataDir, 'postgres');
  const found = findPostgres(folder);
  if (!found.made)
    throw new Error(`there is no database in ${dataDir} yet: npm start makes one, or DATABASE_URL names one.`);
  if (found.url !== undefined) return { url: nameDatabase(found.url), close: async () => {} };
  const server = await startPostgres({ dataDir: folder });
  return { url: nameDatabase(server.url), close: () => server.stop() };
}

function nameDatabase(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${databaseName}`;
  return String(url);
}
