import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DomainError } from '@yunhu/db';
import type { TenantTx } from '@yunhu/db/connect';
import { takeUpload } from '@yunhu/db/objects';
import {
  changeBranding,
  deriveAccent,
  findOwnDomain,
  type LogoVariant,
  readEmailAddress,
  readOwnBranding,
  removeLogo,
  setLogo,
} from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { type AppEnv, inTenant, sessionOf } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { pictureLimits, preparePicture } from './prepare-picture.ts';
import { accent, accentQuery, type BrandSettings, brandSettings, changeBrandBody, setPictureBody } from './schemas.ts';
import { viewBrand, viewDomain } from './view-brand.ts';

const tags = ['branding'];
const path = '/v1/branding/settings';

const readRoute = declare('branding.write', {
  method: 'get',
  path,
  tags,
  summary: 'One’s brand: what is shown, what of it one says oneself, and what would be shown otherwise',
  responses: { 200: json(brandSettings) },
});

const changeRoute = declare('branding.write', {
  method: 'patch',
  path,
  tags,
  summary: 'Say one’s own name, colour and contact; null takes one back',
  request: { body: requiredJson(changeBrandBody) },
  responses: { 200: json(brandSettings) },
});

const accentRoute = declare('branding.write', {
  method: 'get',
  path: '/v1/branding/accent',
  tags,
  summary: 'What would follow from a colour',
  request: { query: accentQuery },
  responses: { 200: json(accent) },
});

const setPictureRoute = (variant: LogoVariant) =>
  declare('branding.write', {
    method: 'put',
    path: `/v1/branding/${variant}`,
    tags,
    summary: `Set one’s own ${variant}: an uploaded PNG, JPEG or SVG, which is made anew`,
    request: { body: requiredJson(setPictureBody) },
    responses: { 200: json(brandSettings) },
  });

const removePictureRoute = (variant: LogoVariant) =>
  declare('branding.write', {
    method: 'delete',
    path: `/v1/branding/${variant}`,
    tags,
    summary: `Take one’s own ${variant} away, so that the nearest above stands again`,
    responses: { 200: json(brandSettings) },
  });

/** What a tenant says of its own brand. */
export function brandRoutes(services: Services) {
  const { database, brands } = services;
  const routes = newRoutes();

  /** Writes, then answers how it stands now. */
  const change = async (c: Context<AppEnv>, fn: (tx: TenantTx) => Promise<void>) => {
    const settings = await inTenant(c, database, async (tx) => {
      await fn(tx);
      return readSettings(tx);
    });
    brands.forget();
    return settings;
  };

  routes.openapi(readRoute, async (c) => c.json(await inTenant(c, database, readSettings), 200));

  routes.openapi(changeRoute, async (c) => {
    const body = c.req.valid('json');
    const support = body.support && { ...body.support, email: readSupportEmail(body.support.email) };
    return c.json(await change(c, (tx) => changeBranding(tx, { ...body, support })), 200);
  });

  routes.openapi(accentRoute, (c) => c.json(deriveAccent(c.req.valid('query').colour), 200));

  for (const variant of ['logo', 'mark'] as const) {
    routes.openapi(setPictureRoute(variant), async (c) => {
      await setPicture(services, c, variant, c.req.valid('json').uploadId);
      return c.json(await inTenant(c, database, readSettings), 200);
    });
    routes.openapi(removePictureRoute(variant), async (c) => {
      let keys: string[] = [];
      const settings = await change(c, async (tx) => {
        keys = await removeLogo(tx, variant);
        if (keys.length === 0) throw new DomainError('not_found', `there is no ${variant} of one’s own`);
      });
      for (const key of keys) await services.objects.delete(key);
      return c.json(settings, 200);
    });
  }
  return routes;
}

async function readSettings(tx: TenantTx): Promise<BrandSettings> {
  const shown = await readOwnBranding(tx);
  const domain = await findOwnDomain(tx);
  return {
    shown: viewBrand(shown),
    inherited: viewBrand(await readOwnBranding(tx, 1)),
    own: [...shown.own],
    domain: domain === undefined ? null : viewDomain(domain),
    servedAt: shown.domain ?? null,
  };
}

/**
 * Takes an upload, makes its picture anew and sets that. The upload is taken first, by itself: what is broken is gone with it, and what
 * was stored for a change that then fails is swept like every file that no row names.
 */
async function setPicture(
  { database, objects, brands }: Services,
  c: Context<AppEnv>,
  variant: LogoVariant,
  uploadId: string,
): Promise<void> {
  const { key } = await inTenant(c, database, (tx) => takeUpload(tx, uploadId, 'logo'));
  try {
    const stored = await objects.get(key);
    if (stored === undefined) throw new DomainError('upload_incomplete');
    const prepared = await preparePicture(await buffer(stored.content), variant);
    const put = async (content: Buffer): Promise<string> => {
      const objectKey = `tenant/${sessionOf(c).tenant.id}/logo/${randomUUID()}`;
      await objects.put(objectKey, Readable.from([content]), { maxBytes: pictureLimits.keptBytes });
      return objectKey;
    };
    const { content, raster, ...facts } = prepared;
    const objectKey = await put(content);
    const rasterKey = raster === undefined ? null : await put(raster);
    const logo = { ...facts, objectKey, rasterKey, bytes: content.length };
    const replaced = await inTenant(c, database, (tx) => setLogo(tx, variant, logo));
    brands.forget();
    for (const old of replaced) await objects.delete(old);
  } finally {
    await objects.delete(key);
  }
}

function readSupportEmail(text: string | null): string | null {
  if (text === null) return null;
  const address = readEmailAddress(text);
  if (address === undefined) {
    const field = { field: 'support.email', code: 'not_an_address', message: 'not an e-mail address' };
    throw new DomainError('invalid_input', field.message, [field]);
  }
  return address;
}
