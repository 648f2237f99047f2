import { z } from 'zod';
import { id, instant, listOf, words } from '../../http/schemas.ts';

const colour = z.string().regex(/^#[0-9a-f]{6}$/, '#rrggbb, in lower case');

const themeAccent = z.object({
  accent: colour,
  ink: colour.meta({ description: 'Written on the accent.' }),
  soft: colour.meta({ description: 'A quiet ground on which the accent is written too.' }),
  inkContrast: z.number(),
  groundContrast: z.number().meta({ description: 'Of the accent on the ground where it reads worst.' }),
});

export const accent = z
  .object({
    chosen: colour,
    light: themeAccent,
    dark: themeAccent,
    panel: z.object({ from: colour, to: colour, glow: colour }),
    adjusted: z
      .boolean()
      .meta({ description: 'The chosen colour cannot be read in the light theme; light.accent can.' }),
  })
  .meta({ id: 'Accent', description: 'What follows from a colour, with a contrast of at least 4.5:1 everywhere.' });

export const picture = z
  .object({
    url: z.string().meta({ description: 'To be read by everybody; another one after each change.' }),
    rasterUrl: z.string().meta({ description: 'The same in pixels, for what shows no SVG.' }),
    contentType: z.enum(['image/png', 'image/jpeg', 'image/svg+xml']),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
  })
  .meta({ id: 'BrandPicture' });

const contact = {
  email: z.string().nullable(),
  phone: z.string().nullable(),
  note: z.string().nullable().meta({ description: 'When somebody answers, say.' }),
};
export const support = z.object(contact).meta({ id: 'SupportContact' });

/** null: the product's own. */
export const brand = z
  .object({
    name: z.string().nullable(),
    accent: accent.nullable(),
    logo: picture.nullable(),
    mark: picture.nullable(),
    support: support.nullable(),
  })
  .meta({ id: 'Brand' });

export const domainCheckResults = ['no_record', 'wrong_record', 'unreachable', 'taken'] as const;

export const domain = z
  .object({
    domain: z.string(),
    state: z.enum(['waiting', 'verified']),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ description: 'To be set in DNS.' }),
    checkedAt: instant.nullable(),
    checkResult: z.enum(domainCheckResults).nullable(),
    verifiedAt: instant.nullable(),
    verifiedBy: z.enum(['dns', 'operator']).nullable(),
  })
  .meta({ id: 'BrandDomain' });

export const brandField = z.enum(['name', 'accent', 'support', 'logo', 'mark', 'domain']);

export const brandSettings = z
  .object({
    shown: brand,
    inherited: brand.meta({ description: 'What would be shown if one said nothing oneself.' }),
    own: z.array(brandField).meta({ description: 'What one says oneself.' }),
    domain: domain.nullable(),
    servedAt: z
      .string()
      .nullable()
      .meta({ description: 'The domain that one is served at: one’s own, or of the nearest above.' }),
  })
  .meta({ id: 'BrandSettings' });

export const changeBrandBody = z
  .strictObject({
    name: words(40).min(1).nullable().optional(),
    accent: colour.nullable().optional(),
    support: z
      .strictObject({
        email: words(254).min(3).nullable(),
        phone: words(40).min(3).nullable(),
        note: words(200).min(1).nullable(),
      })
      .refine((said) => Object.values(said).some((value) => value !== null), 'say one of them, or null for none')
      .nullable()
      .optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'name, accent or support is needed');

export const setPictureBody = z.strictObject({ uploadId: id.meta({ description: 'Of purpose logo, sealed.' }) });
export const accentQuery = z.object({ colour });
export const claimDomainBody = z.strictObject({ domain: words(300).min(1) });

export const claimedDomain = domain
  .extend({ tenant: z.object({ id, name: z.string() }) })
  .meta({ id: 'ClaimedDomain' });
export const claimedDomains = listOf(claimedDomain);

export type Accent = z.infer<typeof accent>;
export type Brand = z.infer<typeof brand>;
export type BrandPicture = z.infer<typeof picture>;
export type BrandField = z.infer<typeof brandField>;
export type BrandSettings = z.infer<typeof brandSettings>;
export type BrandDomain = z.infer<typeof domain>;
export type ClaimedDomain = z.infer<typeof claimedDomain>;
export type ChangeBrandBody = z.infer<typeof changeBrandBody>;
export type SupportContact = z.infer<typeof support>;
