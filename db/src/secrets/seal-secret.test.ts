import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSecret, parseSecretKeys, sealingKeyOf, sealSecret, type SecretContext } from './index.ts';

const keyText = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [oldKey, newKey] = [keyText('k1'), keyText('k2')];
const keys = parseSecretKeys(oldKey);
const place: SecretContext = { table: 'trunks', tenantId: crypto.randomUUID(), rowId: crypto.randomUUID() };
const reasonOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return (error as { reason?: unknown }).reason ?? error;
  }
  return 'opened';
};

describe('a sealed secret', () => {
  test('opens to the same text where it was sealed for, whatever the text; its own text shows nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
        const sealed = sealSecret(keys, plain, place);
        expect(sealed).toMatch(/^v1\.k1\.[\w-]+$/);
        if (Buffer.byteLength(plain) > 3)
          expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes(plain)).toBe(false);
        expect(openSecret(keys, sealed, place)).toBe(plain);
      }),
    );
  });

  test('is another text each time', () => {
    expect(new Set(Array.from({ length: 200 }, () => sealSecret(keys, 'the same', place))).size).toBe(200);
  });

  test('does not open in another table, tenant or row', () => {
    const sealed = sealSecret(keys, 'seed', place);
    for (const other of [
      { table: 'staff' },
      { tenantId: crypto.randomUUID() },
      { rowId: crypto.randomUUID() },
      { tenantId: place.rowId, rowId: place.tenantId },
    ]) {
      expect(reasonOf(() => openSecret(keys, sealed, { ...place, ...other }))).toBe('refused');
    }
  });

  test('no two places spell alike, wherever their parts are cut', () => {
    const sealed = sealSecret(keys, 'seed', { table: 'a', tenantId: 'b","c', rowId: 'd' });
    expect(reasonOf(() => openSecret(keys, sealed, { table: 'a', tenantId: 'b', rowId: 'c","d' }))).toBe('refused');
  });

  test('with any one bit of it changed does not open', () => {
    const sealed = sealSecret(keys, 'JBSWY3DPEHPK3PXP', place);
    const bytes = Buffer.from(sealed.slice('v1.k1.'.length), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(reasonOf(() => openSecret(keys, `v1.k1.${changed.toString('base64url')}`, place))).toBe('refused');
    }
  });

  test('cut short or grown does not open; a short tag least of all', () => {
    const sealed = sealSecret(keys, 'a secret of some length', place);
    const bytes = Buffer.from(sealed.slice('v1.k1.'.length), 'base64url');
    for (let length = 0; length < bytes.length; length++) {
      const cut = `v1.k1.${bytes.subarray(0, length).toString('base64url')}`;
      expect(reasonOf(() => openSecret(keys, cut, place))).toBe(length < 28 ? 'malformed' : 'refused');
    }
    expect(
      reasonOf(() => openSecret(keys, `v1.k1.${Buffer.concat([bytes, Buffer.of(0)]).toString('base64url')}`, place)),
    ).toBe('refused');
  });

  test('what is no sealed secret is refused as such', () => {
    const sealed = sealSecret(keys, 'x', place);
    const others = [
      '',
      'secret',
      'v1.k1',
      'v1.k1.',
      'v1..abc',
      sealed.replace('v1', 'v2'),
      `${sealed}=`,
      `${sealed}.x`,
      ` ${sealed}`,
      `${sealed}\n`,
      sealed.replace('k1', '__proto__/'),
    ];
    for (const other of others) expect(reasonOf(() => openSecret(keys, other, place))).toBe('malformed');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(reasonOf(() => openSecret(keys, text, place))).toBe('malformed');
      }),
    );
  });
});

describe('the key ring', () => {
  test('a new key in front seals, and the old one still opens until it is taken away', () => {
    const sealed = sealSecret(keys, 'seed', place);
    const both = parseSecretKeys(`${newKey},${oldKey}`);
    expect(openSecret(both, sealed, place)).toBe('seed');
    const anew = sealSecret(both, openSecret(both, sealed, place), place);
    expect([sealingKeyOf(sealed), sealingKeyOf(anew)]).toEqual(['k1', 'k2']);
    const only = parseSecretKeys(newKey);
    expect(openSecret(only, anew, place)).toBe('seed');
    expect(reasonOf(() => openSecret(only, sealed, place))).toBe('unknown_key');
  });

  test('another key under the same id opens nothing, and an id is no way to choose a key', () => {
    const sealed = sealSecret(keys, 'seed', place);
    expect(reasonOf(() => openSecret(parseSecretKeys(keyText('k1')), sealed, place))).toBe('refused');
    const same = oldKey.replace('k1:', 'k9:');
    const renamed = parseSecretKeys(`${oldKey},${same}`);
    expect(reasonOf(() => openSecret(renamed, sealed.replace('.k1.', '.k9.'), place))).toBe('refused');
    expect(reasonOf(() => openSecret(keys, sealed.replace('.k1.', '.constructor.'), place))).toBe('unknown_key');
  });

  test('without a key nothing is sealed and nothing opens', () => {
    const none = parseSecretKeys('');
    expect(reasonOf(() => sealSecret(none, 'seed', place))).toBe('no_key');
    expect(reasonOf(() => openSecret(none, sealSecret(keys, 'seed', place), place))).toBe('unknown_key');
  });

  test.each([
    ['a key that is too short', `a:${randomBytes(16).toString('base64')}`],
    ['a key that is too long', `a:${randomBytes(33).toString('base64')}`],
    ['no id', randomBytes(32).toString('base64')],
    ['an id with a dot', `a.b:${randomBytes(32).toString('base64')}`],
    ['hexadecimal', `a:${randomBytes(32).toString('hex')}`],
    ['the same id twice', `${oldKey},${keyText('k1')}`],
    ['a comma too many', `${oldKey},`],
  ])('%s is refused, in a sentence without the key', (_, text) => {
    const said = (() => {
      try {
        parseSecretKeys(text);
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    })();
    expect(said).toMatch(/^(key \d must be id:base64|the key id "k1")/);
    for (const part of text.split(/[,:]/).filter((piece) => piece.length > 5)) expect(said).not.toContain(part);
  });
});
