// npm run -s rotate-secrets: seals all that the record keeps sealed anew with the newest key. Where SECRETS_KEYS is set that is the first
// key of it, and the product may be running. Where it is not, a new key is made in the data folder, so the product has to be stopped.
// Exits 1 when something does not open with any key.
import path from 'node:path';
import { openDatabase } from '@yunhu/db/connect';
import { parseSecretKeys, resealSecrets } from '@yunhu/db/secrets';
import { openCurrentRecord } from './current-record.ts';
import { findPostgres } from './embedded/postgres.ts';
import { keepSecrets, openSecrets, withNewKey } from './stack/secrets.ts';
import { readStackSettings } from './stack/settings.ts';

/** The ring to seal with, and what is to be kept of it once everything is sealed anew. */
function prepareRing(): { readonly ring: string; finish(): void } {
  const { secretsKeys, dataDir } = readStackSettings(process.env);
  if (secretsKeys !== undefined) return { ring: secretsKeys, finish: () => undefined };
  if (findPostgres(path.join(dataDir, 'postgres')).url !== undefined)
    throw new Error('the product is running with the key that is to go: stop it first.');
  const secrets = openSecrets(dataDir);
  // Kept before anything is sealed with it: a key that is lost takes its secrets along.
  const keys = withNewKey(secrets.keys);
  keepSecrets(dataDir, { ...secrets, keys });
  return { ring: keys, finish: () => keepSecrets(dataDir, { ...secrets, keys: keys.split(',')[0] ?? keys }) };
}

async function rotate(): Promise<boolean> {
  const prepared = prepareRing();
  const record = await openCurrentRecord();
  const database = openDatabase({ appUrl: record.url, platformUrl: record.url, maxConnections: 1 });
  try {
    const results = await resealSecrets(database, parseSecretKeys(prepared.ring));
    for (const { table, current, resealed, stuck } of results)
      process.stdout.write(`${table}: ${resealed} sealed anew, ${current} were already, ${stuck} do not open\n`);
    const whole = results.every(({ stuck }) => stuck === 0);
    if (whole) prepared.finish();
    return whole;
  } finally {
    await database.close();
    await record.close();
  }
}

try {
  process.exitCode = (await rotate()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`Secrets were not sealed anew: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
