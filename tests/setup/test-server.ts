/** What the global set-up hands to the test processes. */
export interface TestServer {
  /** A superuser's, database `postgres` or whichever TEST_DATABASE_URL names. */
  url: string;
  /** What the names of all databases of this run begin with. */
  run: string;
  template: string;
  rolePasswords: Record<DatabaseRole, string>;
  /** Why the template could not be migrated. */
  failure?: string;
}

/** The login roles; in PostgreSQL each has the prefix `yunhu_`. */
export type DatabaseRole = 'owner' | 'app' | 'platform' | 'switch';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** The same server seen from another database, and as another user where one is given. */
export function databaseUrl(url: string, database: string, user?: { name: string; password: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (user !== undefined) {
    changed.username = user.name;
    changed.password = user.password;
  }
  return changed.href;
}
