// The product's pages on a real socket over a record of their own, with a browser to look at them and, where asked for, jobs.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createLog, readEnv, serveApi } from '@yunhu/api';
import { openFolderStore } from '@yunhu/db/objects';
import { systemClock } from '@yunhu/db/time';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { buildWeb } from '@yunhu/scripts/stack/build-web';
import { silentLog } from '@yunhu/workers';
import { startJobs } from '@yunhu/workers/jobs';
import type { Page } from 'playwright-core';
import { startTestApi, type TestApi, testPassword, testSecretKeysText } from './api.ts';
import { openBrowser } from './browser.ts';
import { type Looks, signInAt } from './sign-in.ts';

export interface TestPages {
  readonly url: string;
  /** The same record without a socket, to furnish it and to look behind the curtain. */
  readonly behind: TestApi;
  /** Of these pages alone, for what a test keeps in files. */
  readonly folder: string;
  signIn(loginName: string, looks?: Looks): Promise<Page>;
  stop(): Promise<void>;
}

/** Opens them; `handlers` are the jobs that run, none where absent. */
export async function openTestPages(handlers?: Parameters<typeof startJobs>[0]['handlers']): Promise<TestPages> {
  const folder = makeTemporaryFolder('yunhu-test-pages');
  const objectsDir = path.join(folder, 'objects');
  const [behind, dist, objects, browser] = await Promise.all([
    startTestApi(),
    buildWeb(() => undefined),
    openFolderStore(objectsDir),
    openBrowser(),
  ]);
  const env = readEnv({
    PORT: '0',
    APP_DATABASE_URL: behind.urls.app,
    PLATFORM_DATABASE_URL: behind.urls.platform,
    WEB_DIST: dist,
    OBJECTS_DIR: objectsDir,
    SECRETS_KEYS: testSecretKeysText,
  });
  const api = await serveApi(env, createLog('silent', 'api'));
  const runner = { clock: systemClock, log: silentLog, runnerId: crypto.randomUUID(), atOnce: 2 };
  const jobs = handlers && (await startJobs({ database: behind.database, objects, ...runner, handlers }));
  return {
    ...{ url: api.url, behind, folder },
    signIn: (loginName, looks) => signInAt(browser, api.url, { loginName, password: testPassword }, looks),
    stop: async () => {
      await browser.close();
      await jobs?.stop();
      await api.stop();
      await behind.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
