// Addresses as proxies and sockets tell them, in the one spelling by which they are kept and counted.
import { isIPv4, isIPv6 } from 'node:net';

/** Longer ones are no addresses. */
const maxLength = 64;
const groupCount = 8;
/** What one customer of an IPv6 provider has at least: RFC 6177. */
const networkGroups = 4;

/**
 * An address without port, brackets and zone; IPv6 as RFC 5952 writes it, IPv4 behind it (`::ffff:192.0.2.1`) as IPv4. What is no address
 * stays as it is, cut to a length.
 */
export function plainAddress(told: string): string {
  const text = told.trim().slice(0, maxLength);
  const [, host = text] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? /^([\d.]+):\d+$/.exec(text) ?? [];
  const bare = host.replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return text;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return canonical(bare);
}

/** What an address is counted by: itself, or its /64, whatever way it is written. */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain).slice(0, networkGroups);
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`;
}

/** The parser of addresses of the web writes each IPv6 address in one way. */
const canonical = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = canonical(address).split('::');
  const numbers = (part: string) =>
    part.split(':').flatMap((group) => (group === '' ? [] : [Number.parseInt(group, 16)]));
  const [left, right] = [numbers(head), numbers(tail ?? '')];
  return [...left, ...Array.from({ length: groupCount - left.length - right.length }, () => 0), ...right];
}
