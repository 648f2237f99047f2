import { readDomainName } from '../branding/domain-name.ts';

/** RFC 5321 allows more than anybody has; what is left out here is what headers and shells trip over. */
const localPart = /^[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]+)*$/;

/**
 * One bare address, its domain as DNS has it; undefined for anything else: a name beside it, two of them, quotes, comments, line breaks,
 * a domain that no mail arrives at.
 */
export function readEmailAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf('@');
  const [local, domain] = [trimmed.slice(0, at), readDomainName(trimmed.slice(at + 1))];
  if (at < 1 || local.length > 64 || !localPart.test(local) || domain === undefined) return undefined;
  const address = `${local}@${domain}`;
  return address.length <= 254 ? address : undefined;
}
