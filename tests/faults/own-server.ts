// A PostgreSQL of one test's own, which it may restart under the feet of the product.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { migrate } from '@yunhu/db/connect';
import { type RunningPostgres, removePostgres, startPostgres } from '@yunhu/scripts/embedded/postgres';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import type { TestDatabase } from '../setup/database.ts';
import { type DatabaseRole, databaseUrl } from '../setup/test-server.ts';

export interface OwnServer extends TestDatabase {
  /** Ends the server, disconnecting everybody, and starts it again on the same port. */
  restart(): Promise<void>;
}

const password = 'only-in-this-test';

export async function openOwnServer(): Promise<OwnServer> {
  const folder = makeTemporaryFolder('yunhu-own-server-');
  const dataDir = path.join(folder, 'postgres');
  let running: RunningPostgres = await startPostgres({ dataDir });
  const { port } = running;
  const rolePasswords = { owner: password, app: password, platform: password, switch: password };
  await migrate(running.url, { rolePasswords });
  const { url } = running;
  const urlOf = (role: DatabaseRole) => databaseUrl(url, 'postgres', { name: `yunhu_${role}`, password });
  return {
    name: 'postgres',
    urls: {
      superuser: url,
      owner: urlOf('owner'),
      app: urlOf('app'),
      platform: urlOf('platform'),
      switch: urlOf('switch'),
    },
    restart: async () => {
      await running.stop();
      running = await startPostgres({ dataDir, port });
    },
    drop: async () => {
      await running.stop();
      await removePostgres(dataDir);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
