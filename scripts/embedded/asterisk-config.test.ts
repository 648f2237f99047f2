import { expect, it } from 'vitest';
import { renderTemplate } from './asterisk-config.ts';

it('fills our names and leaves Asterisk its own', () => {
  const text = 'port = ${sipPort}\nexten => _X.,1,Log(NOTICE,${EXTEN} ${CALLERID(num)} $[1 + ${RING}])';
  const rendered = renderTemplate(text, { sipPort: 5060 });
  expect(rendered).toBe('port = 5060\nexten => _X.,1,Log(NOTICE,${EXTEN} ${CALLERID(num)} $[1 + ${RING}])');
});

it('lets no value begin a comment or a line of its own', () => {
  expect(renderTemplate('password = ${password}', { password: 'a;b' })).toBe('password = a\\;b');
  for (const password of ['a\nread_only = no', 'a\r', 'a\0'])
    expect(() => renderTemplate('password = ${password}', { password })).toThrow('line break');
});

it('names the value that nobody gave', () => {
  expect(() => renderTemplate('bind = ${bindAddress}', {})).toThrow('${bindAddress}');
});
