// The product's pages on a real socket with payments on, against the loopback Stripe with its own checkout page: for a browser.
import path from 'node:path';
import { createLog, readEnv, type RunningApi, serveApi } from '@yunhu/api';
import { freePort } from '@yunhu/scripts/embedded/ports';
import { buildWeb } from '@yunhu/scripts/stack/build-web';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { startTestApi, type TestApi } from './api.ts';
import { webhookPath } from './payments.ts';
import { startStripeServer, type StripeServer } from './stripe-server.ts';

export interface PayingSite {
  readonly url: string;
  /** The same record without a socket, to furnish it and to look behind the curtain. */
  readonly api: TestApi;
  readonly stripe: StripeServer;
  stop(): Promise<void>;
}

export async function startPayingSite(): Promise<PayingSite> {
  const dist = await buildWeb(() => undefined);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stripe = await startStripeServer({
    deliver: async (body, signature) => {
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      return (await fetch(url + webhookPath, { method: 'POST', headers, body })).status;
    },
  });
  const api = await startTestApi();
  const env = readEnv({
    PORT: String(port),
    APP_DATABASE_URL: api.urls.app,
    PLATFORM_DATABASE_URL: api.urls.platform,
    OBJECTS_DIR: path.join(makeTemporaryFolder('yunhu-test-objects'), 'objects'),
    WEB_DIST: dist,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_API_BASE: stripe.url,
  });
  const site: RunningApi = await serveApi(env, createLog('silent', 'api'));
  return {
    ...{ url, api, stripe },
    stop: async () => {
      await stripe.stop();
      await site.stop();
      await api.stop();
    },
  };
}
