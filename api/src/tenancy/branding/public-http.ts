// What a browser is shown before anybody has signed in, by the domain that it asked; and afterwards, by who signed in.
import { Readable } from 'node:stream';
import { DomainError } from '@yunhu/db';
import { type Accent, type Branding, deriveAccent, findPicture, type StoredPicture } from '@yunhu/db/tenancy';
import type { Context } from 'hono';
import { z } from 'zod';
import { json } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import type { AppEnv } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { brand as brandSchema } from './schemas.ts';
import { picturePath, viewBrand } from './view-brand.ts';

const tags = ['branding'];
const image = { schema: { type: 'string', format: 'binary' } } as const;
const pictureParams = z.object({ picture: z.string().max(32) });

const brandRoute = declare('public', {
  method: 'get',
  path: '/v1/branding',
  tags,
  summary: 'Name, colours, pictures and contact: of who is signed in, else of the domain that was asked',
  responses: { 200: json(brandSchema) },
});

const styleRoute = declare('public', {
  method: 'get',
  path: '/v1/branding/style.css',
  tags,
  summary: 'The colours as a style sheet',
  responses: { 200: { description: 'CSS', content: { 'text/css': { schema: z.string() } } } },
});

const iconRoute = declare(
  'public',
  {
    method: 'get',
    path: '/v1/branding/icon',
    tags,
    summary: 'The mark, or the product’s own',
    responses: {
      200: { description: 'A picture', content: { 'image/*': image } },
      302: { description: 'The product’s own' },
    },
  },
  { answers: 'picture' },
);

const manifestRoute = declare('public', {
  method: 'get',
  path: '/v1/branding/manifest.webmanifest',
  tags,
  summary: 'What a browser needs to install the pages as a program',
  responses: { 200: { description: 'A manifest' } },
});

const pictureRoute = declare(
  'public',
  {
    method: 'get',
    path: `${picturePath}/{picture}`,
    tags,
    summary: 'A logo or mark, by the address that a brand names; another picture has another address',
    request: { params: pictureParams },
    responses: { 200: { description: 'A picture', content: { 'image/*': image } } },
  },
  { answers: 'named-picture' },
);

const rasterRoute = declare(
  'public',
  {
    method: 'get',
    path: `${picturePath}/{picture}/raster`,
    tags,
    summary: 'The same in pixels',
    request: { params: pictureParams },
    responses: { 200: { description: 'A picture', content: { 'image/*': image } } },
  },
  { answers: 'named-picture' },
);

export function publicBrandRoutes({ database, objects, brands }: Services) {
  const routes = newRoutes();

  /** Of who is signed in; of the domain that was asked; of the operator. */
  const brandOf = async (c: Context<AppEnv>): Promise<Branding> => {
    const session = await c.var.readSession(c);
    return brands.brandOf(session?.tenant.id ?? (await brands.tenantOf(c)));
  };
  const send = async (c: Context<AppEnv>, found: StoredPicture | undefined, raster: boolean) => {
    const key = raster ? (found?.rasterKey ?? found?.objectKey) : found?.objectKey;
    const stored = key === undefined ? undefined : await objects.get(key);
    if (found === undefined || stored === undefined) throw new DomainError('not_found');
    const type = raster && found.rasterKey !== null ? 'image/png' : found.contentType;
    return c.body(Readable.toWeb(stored.content) as ReadableStream, 200, { 'content-type': type });
  };
  const named = (picture: string) => database.askOnce((statement) => findPicture(statement, picture));

  routes.openapi(brandRoute, async (c) => c.json(viewBrand(await brandOf(c)), 200));

  routes.openapi(styleRoute, async (c) => {
    const { accent } = await brandOf(c);
    return c.body(accent === undefined ? '' : styleOf(deriveAccent(accent)), 200, {
      'content-type': 'text/css; charset=utf-8',
    });
  });

  routes.openapi(iconRoute, async (c) => {
    const { mark } = await brandOf(c);
    return mark === undefined ? c.redirect('/favicon.svg', 302) : send(c, mark, false);
  });

  routes.openapi(manifestRoute, async (c) => {
    const { name = 'Yunhu', accent } = await brandOf(c);
    const colours = accent === undefined ? {} : { theme_color: deriveAccent(accent).light.accent };
    const icons = [{ src: '/v1/branding/icon', sizes: 'any' }];
    const manifest = { name, short_name: name, start_url: '/', display: 'standalone', ...colours, icons };
    return new Response(JSON.stringify(manifest), { headers: { 'content-type': 'application/manifest+json' } });
  });

  routes.openapi(pictureRoute, async (c) => send(c, await named(c.req.valid('param').picture), false));
  routes.openapi(rasterRoute, async (c) => send(c, await named(c.req.valid('param').picture), true));
  return routes;
}

/** Over the tokens of web/src/styles.css. */
function styleOf({ light, dark, panel }: Accent): string {
  const both = (one: 'accent' | 'ink' | 'soft') => `light-dark(${light[one]}, ${dark[one]})`;
  return `:root {
  --color-accent: ${both('accent')};
  --color-accent-ink: ${both('ink')};
  --color-accent-soft: ${both('soft')};
  --color-panel-from: ${panel.from};
  --color-panel-to: ${panel.to};
  --color-panel-glow: ${panel.glow};
}
`;
}
