import { DomainError } from '@yunhu/db';
import { type Quote as QuoteOf, quoteCall } from '@yunhu/db/billing';
import { type NumberRejection, parsePhoneNumber } from '@yunhu/db/contacts';
import { findTenant } from '@yunhu/db/tenancy';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { quote as quoteSchema, type QuoteLevel, quoteQuery } from './quote-schemas.ts';
import { viewPeriod, viewPoint } from './views.ts';

const quoteRoute = declare('money.read', {
  method: 'get',
  path: '/v1/quotes',
  tags: ['rates'],
  summary: 'What a call would cost, on every level at and below oneself',
  request: { query: quoteQuery },
  responses: { 200: json(quoteSchema) },
});

const rejections: Readonly<Record<NumberRejection, string>> = {
  blank: 'say a number',
  not_a_number: 'digits, spaces and hyphens, with or without the country code',
  too_short: 'the number is too short',
  too_long: 'the number is too long',
  invalid_number: 'there are no such numbers',
};

/** Prices of calls that nobody has made. */
export function quoteRoutes({ database, clock }: Services) {
  const routes = newRoutes();

  routes.openapi(quoteRoute, async (c) => {
    const { tenant } = sessionOf(c);
    const { number: typed, seconds, at: text, taskType, tenantId = tenant.id } = c.req.valid('query');
    await inTenant(c, database, (tx) => findTenant(tx, tenantId));
    const number = readNumber(typed);
    const at = text === undefined ? clock.now() : new Date(text);
    const request = { viewerTenantId: tenant.id, tenantId, digits: number.slice(1), seconds, at, taskType };
    const { levels, callable } = await database.withPlatform('quote a call to who pays for it', (tx) =>
      quoteCall(tx, request),
    );
    const views = levels.map((level, i) => viewLevel(level, levels[i + 1]?.tenant.id ?? tenant.id, tenant.id));
    return c.json(
      { number, seconds, at: at.toISOString(), taskType, currency: tenant.currency, levels: views, callable },
      200,
    );
  });
  return routes;
}

function readNumber(typed: string): string {
  const parsed = parsePhoneNumber(typed);
  if (parsed.ok) return parsed.number;
  throw new DomainError('invalid_input', 'that is not a number that can be called', [
    { field: 'number', code: parsed.reason, message: rejections[parsed.reason] },
  ]);
}

/** A price list's name is its seller's and its buyer's to know. */
function viewLevel(level: QuoteOf['levels'][number], sellerId: string, viewerId: string): QuoteLevel {
  const { tenant, rateGroup, rate, rated } = level;
  return {
    tenant,
    rateGroup: tenant.id === viewerId || sellerId === viewerId ? rateGroup : null,
    assigned: rateGroup !== null,
    rate: rate === null ? null : { ...viewPoint(rate), ...viewPeriod(rate) },
    billedSeconds: rated?.billedSeconds ?? 0,
    blocks: rated?.blocks ?? 0,
    amountMicros: rated === null ? null : String(rated.amountMicros),
  };
}
