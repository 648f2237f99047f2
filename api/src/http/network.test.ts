import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf, plainAddress } from './network.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:51824', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['[::ffff:192.0.2.1]:80', '192.0.2.1'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  ['::1', '::1'],
  ['::', '::'],
  ['unknown', 'unknown'],
  ['[not an address]', '[not an address]'],
  ['1.2.3.4.5:80', '1.2.3.4.5:80'],
  ['x'.repeat(100), 'x'.repeat(64)],
])('%s is the address %s', (told, plain) => expect(plainAddress(told)).toBe(plain));

test.each([
  ['192.0.2.1:4711', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8::2:3:4:5', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['[2001:db8:1:2:ffff::9]:443', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network));

const group = fc.integer({ min: 0, max: 0xffff });
/** Ways to write one address: in full, with small groups, in capitals, shortened, with port or zone. */
const spellings = (groups: readonly number[]) => {
  const short = groups.map((one) => one.toString(16)).join(':');
  const full = groups.map((one) => one.toString(16).padStart(4, '0')).join(':');
  const shortened = new URL(`http://[${short}]`).hostname;
  return [short, full, full.toUpperCase(), shortened, `${shortened}:8443`, `[${full}]:1`, `${short}%en0`];
};

test('an IPv6 address is counted by its first four groups, however it is written', () => {
  const zeros = fc.constantFrom(0, 0, 0, 1);
  const address = fc.tuple(...Array.from({ length: 8 }, () => fc.oneof(group, zeros)));
  fc.assert(
    fc.property(address, address, (one, other) => {
      fc.pre(one.slice(0, 4).some((part) => part !== 0));
      const neighbour = [...one.slice(0, 4), ...other.slice(4)];
      const networks = new Set([...spellings(one), ...spellings(neighbour)].map((text) => networkOf(text)));
      expect(networks.size).toBe(1);
      const isSame = one.slice(0, 4).join() === other.slice(0, 4).join();
      expect(networks.has(networkOf(spellings(other)[0] ?? ''))).toBe(isSame);
      // Said once more it is the same.
      const plain = plainAddress(spellings(one)[1] ?? '');
      expect(plainAddress(plain)).toBe(plain);
    }),
  );
});
