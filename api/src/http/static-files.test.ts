import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { pageHeaders } from './static-files.ts';

const policyOf = async (origin?: string) => {
  const app = new Hono().use('*', pageHeaders(origin)).get('/', (c) => c.text('page'));
  const policy = (await app.request('/')).headers.get('content-security-policy') ?? '';
  return Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]));
};

test('pages talk to a store of files of its own where there is one, and run nothing of it', async () => {
  const origin = 'https://files.example';
  const [without, withStore] = [await policyOf(), await policyOf(origin)];
  const differing = Object.keys(withStore).filter((rule) => withStore[rule] !== without[rule]);
  expect(differing).toEqual(['img-src', 'media-src', 'connect-src']);
  for (const rule of differing) expect(withStore[rule]).toBe(`${without[rule]} ${origin}`);
  expect(JSON.stringify(without)).not.toContain('example');
});
