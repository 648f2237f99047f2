import { afterEach, expect, test, vi } from 'vitest';
import { openPasswordThread, type PasswordThread } from './password-worker.ts';
import { createPasswords } from './passwords.ts';

const opened: PasswordThread[] = [];
afterEach(async () => {
  for (const thread of opened.splice(0)) await thread.close();
});

test('a failure of the thread is not kept for the names that nobody has', async () => {
  const hash = vi
    .fn<PasswordThread['hash']>()
    .mockRejectedValueOnce(new Error('no memory'))
    .mockResolvedValue('a hash');
  const passwords = createPasswords({
    thread: { hash, verify: () => Promise.resolve(true), close: () => Promise.resolve() },
  });
  await expect(passwords.verify(undefined, 'x')).rejects.toThrow('no memory');
  expect(await passwords.verify(undefined, 'x')).toBe(false);
  expect(await passwords.verify(undefined, 'x')).toBe(false);
  expect(hash).toHaveBeenCalledTimes(2);
});

test('a thread that broke takes nothing from the one that was begun after it', async () => {
  const code = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id, password }) => {
      if (password === 'break') throw new Error('broken');
      parentPort.postMessage({ id, answer: 'hash of ' + password });
    });`;
  const thread = openPasswordThread({}, new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  opened.push(thread);
  const after = thread.hash('break').catch(() => thread.hash('after'));
  expect(await after).toBe('hash of after');
});
