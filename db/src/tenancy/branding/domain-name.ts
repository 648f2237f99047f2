import { domainToASCII } from 'node:url';

/**
 * A domain as DNS has it: lower case, labels of other scripts as `xn--…`, without a dot at its end. undefined for what is none: an
 * address, a port, a single label, an IP, or a name that no public DNS answers for.
 */
export function readDomainName(text: string): string | undefined {
  const trimmed = text.trim().replace(/\.$/, '');
  // What the URL parser would quietly cut off or rewrite is not a name that somebody meant.
  if (trimmed.length > 253 || /[\s/\\:@?#%[\]_*]/.test(trimmed)) return undefined;
  const domain = domainToASCII(trimmed);
  const labels = domain.split('.');
  const isName =
    domain.length <= 200 &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    // The last label of an IP is a number; of a domain it never is.
    !/^(\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? '');
  return isName && !privateSuffixes.has(labels.at(-1) ?? '') ? domain : undefined;
}

/** RFC 6761, RFC 6762 and what is in use beside. `test` stays out of it: it is for what its name says. */
const privateSuffixes = new Set(['localhost', 'local', 'internal', 'invalid', 'onion', 'arpa', 'lan', 'home', 'corp']);

/** Where a domain's DNS says whose it is. */
export const challengeNameOf = (domain: string): string => `_yunhu-challenge.${domain}`;

/** What it says there, as TXT. */
export const challengeOf = (token: string): string => `yunhu-domain-verification=${token}`;
