// The whole product as `npm start` runs it, on a fresh database in a temporary folder.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { micros } from '@yunhu/db/billing';
import { furnishDemonstration } from '@yunhu/scripts/demo/demonstration';
import { makeChime } from '@yunhu/scripts/demo/voice';
import { freePort } from '@yunhu/scripts/embedded/ports';
import { removePostgres } from '@yunhu/scripts/embedded/postgres';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { type Stack, startStack } from '@yunhu/scripts/stack/stack';

/** All four demonstration logins of a test stack have it. */
export const stackPassword = 'yunhu-demo';

export interface TestStack extends Stack {
  /** Stops everything and removes the folder. */
  drop(): Promise<void>;
}

/** Starts the product with its demonstration, quick calls and no retries. */
export async function startTestStack(kind: 'asterisk' | 'simulator'): Promise<TestStack> {
  const dataDir = makeTemporaryFolder('yunhu-test-stack');
  const remove = async (): Promise<void> => {
    await removePostgres(path.join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const stack = await startStack({
      settings: { dataDir, port: await freePort(), databaseUrl: undefined, switch: kind, ari: undefined },
      furnish: (record, secrets, objects) =>
        furnishDemonstration(record, secrets, objects, {
          voice: makeChime(),
          seats: 3,
          channels: 50,
          prices: { customer: micros(138_000n), subAgent: micros(110_000n), agent: micros(90_000n) },
          flow: {
            plays: 1,
            keys: { '1': 'transfer', '9': 'opt_out' },
            callTimeoutSeconds: 10,
            retries: 0,
            keyWaitSeconds: 1,
          },
          password: stackPassword,
        }),
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    const drop = async (): Promise<void> => {
      await stack.stop();
      await remove();
    };
    return { ...stack, drop };
  } catch (error) {
    await remove();
    throw error;
  }
}
