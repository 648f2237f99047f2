import {
  type Branding,
  challengeNameOf,
  challengeOf,
  deriveAccent,
  type StoredPicture,
  type TenantDomain,
} from '@yunhu/db/tenancy';
import type { Brand, BrandDomain, BrandPicture } from './schemas.ts';

export const picturePath = '/v1/branding/pictures';

export function viewBrand({ name, accent, logo, mark, support }: Branding): Brand {
  return {
    name: name ?? null,
    support: support ?? null,
    accent: accent === undefined ? null : deriveAccent(accent),
    logo: logo === undefined ? null : viewPicture(logo),
    mark: mark === undefined ? null : viewPicture(mark),
  };
}

function viewPicture({ picture, contentType, bytes, width, height }: StoredPicture): BrandPicture {
  const url = `${picturePath}/${picture}`;
  return { url, rasterUrl: `${url}/raster`, contentType, bytes, width, height };
}

export function viewDomain({ domain, token, state, checkResult, verifiedBy, ...at }: TenantDomain): BrandDomain {
  return {
    ...{ domain, state, checkResult, verifiedBy },
    record: { type: 'TXT', name: challengeNameOf(domain), value: challengeOf(token) },
    checkedAt: at.checkedAt?.toISOString() ?? null,
    verifiedAt: at.verifiedAt?.toISOString() ?? null,
  };
}
