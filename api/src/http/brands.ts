// Whose brand a request is answered in: by the host that it was sent to, which counts only where it is a domain that somebody has shown
// to be his. A name that nobody has shown changes nothing, so answers cannot be made to say anything by a header alone.
import type { Database } from '@yunhu/db/connect';
import { type Branding, listServedDomains, readBranding } from '@yunhu/db/tenancy';
import type { Clock } from '@yunhu/db/time';
import type { Context } from 'hono';
import type { AppEnv } from './request.ts';

export interface Brands {
  /** The tenant whose verified domain the request was sent to; undefined for every other host. */
  tenantOf(c: Context<AppEnv>): Promise<string | undefined>;
  /** Whether a host name, without its port, is a verified domain. */
  isServed(hostname: string): Promise<boolean>;
  /** Of a tenant; of the operator where none is named. */
  brandOf(tenantId: string | undefined): Promise<Branding>;
  /** Something changed here: other processes hear of it within seconds, by themselves. */
  forget(): void;
}

/** How long an answer is taken for true. Milliseconds. */
const freshMs = 5_000;
const maxBrands = 1_000;

/** The host that a browser's address bar shows, without its port. */
export function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined || host.length > 300) return undefined;
  const url = `http://${host.trim()}`;
  // What a URL would read as something else than a host is none.
  return /[/\\@?#\s]/.test(host) || !URL.canParse(url) ? undefined : new URL(url).hostname.replace(/\.$/, '');
}

export function openBrands({ database, clock }: { readonly database: Database; readonly clock: Clock }): Brands {
  let domains: { readonly at: number; readonly found: Promise<ReadonlyMap<string, string>> } | undefined;
  const brands = new Map<string, { readonly at: number; readonly found: Promise<Branding> }>();

  /** All of them: as many as there are tenants with a domain, however many names strangers make up. */
  const served = (): Promise<ReadonlyMap<string, string>> => {
    if (domains === undefined || clock.nowMs() - domains.at >= freshMs) {
      const found = database
        .askOnce(listServedDomains)
        .then((rows) => new Map(rows.map(({ domain, tenantId }) => [domain, tenantId])));
      domains = { at: clock.nowMs(), found };
      found.catch(() => (domains = undefined));
    }
    return domains.found;
  };
  return {
    tenantOf: async (c) => {
      const hostname = hostnameOf(c.req.header('host'));
      return hostname === undefined ? undefined : (await served()).get(hostname);
    },
    isServed: async (hostname) => (await served()).has(hostname),
    brandOf: (tenantId) => {
      const key = tenantId ?? '';
      const known = brands.get(key);
      if (known !== undefined && clock.nowMs() - known.at < freshMs) return known.found;
      const found = database.askOnce((statement) => readBranding(statement, tenantId));
      if (brands.size >= maxBrands) brands.clear();
      brands.set(key, { at: clock.nowMs(), found });
      found.catch(() => brands.delete(key));
      return found;
    },
    forget: () => {
      domains = undefined;
      brands.clear();
    },
  };
}
