/** What it takes to take payments by card. */
export interface PaymentSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The real service's, or that of a test's own. */
  readonly apiBase: URL;
  /** Where the service sends people back to: how browsers reach us. */
  readonly returnUrl: URL;
}

export interface PaymentEnv {
  readonly STRIPE_SECRET_KEY?: string | undefined;
  readonly STRIPE_WEBHOOK_SECRET?: string | undefined;
  readonly STRIPE_API_BASE?: string | undefined;
  readonly PUBLIC_URL?: string | undefined;
  readonly HOST: string;
  readonly PORT: number;
}

const realApi = 'https://api.stripe.com';
const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

const secretKeyForm = /^(sk|rk)_(test|live)_[A-Za-z0-9_]{8,200}$/;
const webhookSecretForm = /^whsec_[A-Za-z0-9+/=_-]{8,200}$/;

export const isLiveKey = (key: string): boolean => /^[sr]k_live_/.test(key);

/**
 * What the settings say about payments; undefined where there is nothing about them, which turns them off. Throws a sentence where
 * settings are missing or contradict each other. Keys are not repeated in it.
 */
export function readPaymentSettings(env: PaymentEnv): PaymentSettings | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_BASE: base } = env;
  if (secretKey === undefined && webhookSecret === undefined) {
    if (base !== undefined)
      throw new Error('STRIPE_API_BASE needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET beside it.');
    return undefined;
  }
  if (secretKey === undefined || webhookSecret === undefined) {
    throw new Error('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together: set both, or neither.');
  }
  if (!secretKeyForm.test(secretKey))
    throw new Error('STRIPE_SECRET_KEY must be a secret key: sk_test_…, sk_live_…, rk_test_… or rk_live_….');
  if (!webhookSecretForm.test(webhookSecret))
    throw new Error('STRIPE_WEBHOOK_SECRET must be the signing secret of the webhook endpoint: whsec_….');
  const apiBase = readBase(base ?? realApi, isLiveKey(secretKey));
  return { secretKey, webhookSecret, apiBase, returnUrl: readReturnUrl(env, isLiveKey(secretKey)) };
}

function readBase(base: string, isLive: boolean): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/')
    throw new Error('STRIPE_API_BASE must be the address of a server, such as http://127.0.0.1:4242.');
  if (isLive && url.origin !== realApi)
    throw new Error(`A live STRIPE_SECRET_KEY goes to ${realApi} only: unset STRIPE_API_BASE, or take a test key.`);
  if (url.protocol === 'http:' && !loopback.test(url.hostname))
    throw new Error('STRIPE_API_BASE without https may only be on this machine.');
  return url;
}

function readReturnUrl({ PUBLIC_URL: publicUrl, HOST: host, PORT: port }: PaymentEnv, isLive: boolean): URL {
  if (publicUrl !== undefined) {
    if (!URL.canParse(publicUrl)) throw new Error('PUBLIC_URL must be an address, such as https://yunhu.example.');
    if (isLive && !publicUrl.startsWith('https://'))
      throw new Error('A live STRIPE_SECRET_KEY needs a PUBLIC_URL that begins with https://.');
    return new URL(publicUrl);
  }
  if (isLive) throw new Error('A live STRIPE_SECRET_KEY needs PUBLIC_URL, where people come back to after they paid.');
  if (port === 0) throw new Error('Payments need PUBLIC_URL, or a PORT of their own, for people to come back to.');
  return new URL(`http://${host}:${port}`);
}
