export { type BrandingChange, changeBranding } from './change-branding.ts';
export { type DueDomain, noteDomainCheck, takeDueDomains } from './check-domains.ts';
export { type Accent, deriveAccent, leastContrast, type ThemeAccent } from './derive-accent.ts';
export { challengeNameOf, challengeOf, readDomainName } from './domain-name.ts';
export {
  askForCheck,
  claimDomain,
  type DomainCheckResult,
  findOwnDomain,
  listDomains,
  listServedDomains,
  releaseDomain,
  settleDomain,
  standsAtOrBelow,
  type TenantDomain,
} from './domains.ts';
export {
  type BrandFields,
  type Branding,
  findPicture,
  readBranding,
  readOwnBranding,
  type StoredPicture,
  type Support,
} from './read-branding.ts';
export {
  brandings,
  domainCheckResults,
  domainStates,
  logoTypes,
  logoVariants,
  tenantDomains,
  tenantLogos,
} from './tables.ts';
