import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { migrate } from '@yunhu/db/connect';
import { makeTemporaryFolder } from '../embedded/temporary-folder.ts';
import { removePostgres, startPostgres } from '../embedded/postgres.ts';

export interface BenchRecord {
  readonly superuserUrl: string;
  readonly appUrl: string;
  readonly platformUrl: string;
  /** Of the server process, whose CPU time and that of its children is PostgreSQL's. */
  readonly serverPid: number;
}

/** Runs `work` on a fresh, migrated server of its own with default durability, and removes it whatever happens. */
export async function withBenchRecord<T>(work: (record: BenchRecord) => Promise<T>): Promise<T> {
  const dataDir = path.join(makeTemporaryFolder('yunhu-bench'), 'postgres');
  const server = await startPostgres({ dataDir });
  try {
    const word = () => randomBytes(12).toString('hex');
    const rolePasswords = { owner: word(), app: word(), platform: word(), switch: word() };
    await migrate(server.url, { rolePasswords });
    const urlOf = (role: 'app' | 'platform') => {
      const url = new URL(server.url);
      url.username = `yunhu_${role}`;
      url.password = rolePasswords[role];
      return String(url);
    };
    return await work({
      superuserUrl: server.url,
      appUrl: urlOf('app'),
      platformUrl: urlOf('platform'),
      serverPid: server.pid,
    });
  } finally {
    await server.stop();
    await removePostgres(dataDir);
  }
}
