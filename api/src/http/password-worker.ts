import { Worker } from 'node:worker_threads';
import type { Options } from '@node-rs/argon2';

export interface PasswordThread {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
  close(): Promise<void>;
}

interface Asked {
  resolve(answer: string | boolean): void;
  reject(error: Error): void;
}

interface Answer {
  readonly id: number;
  readonly answer?: string | boolean;
  readonly error?: string;
}

const hashing = new URL('./password-thread.mjs', import.meta.url);

/**
 * A thread of its own for argon2, begun when first needed. On two processors, with twenty accounts logging in without a pause, hashing in
 * the pool of threads two at a time takes both of them from everybody else; one thread of a lower priority leaves them most of it.
 */
export function openPasswordThread(settings: Options, file = hashing): PasswordThread {
  const asked = new Map<number, Asked>();
  let lastId = 0;
  let worker: Worker | undefined;

  function open(): Worker {
    const opened = new Worker(file, { execArgv: [] });
    // It keeps no process alive that has nothing else to do.
    opened.unref();
    opened.on('message', ({ id, answer, error }: Answer) => {
      const one = asked.get(id);
      asked.delete(id);
      if (asked.size === 0) opened.unref();
      if (answer === undefined) one?.reject(new Error(error ?? 'no answer'));
      else one?.resolve(answer);
    });
    const lose = (error: Error) => {
      // A thread that breaks says so twice, and the next one may have been asked meanwhile.
      if (worker !== opened) return;
      worker = undefined;
      for (const one of asked.values()) one.reject(error);
      asked.clear();
    };
    opened.on('error', lose);
    opened.on('exit', () => lose(new Error('the thread for passwords ended')));
    return opened;
  }

  function ask(question: Record<string, unknown>): Promise<string | boolean> {
    worker ??= open();
    const current = worker;
    const id = (lastId += 1);
    return new Promise((resolve, reject) => {
      asked.set(id, { resolve, reject });
      current.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      current.postMessage({ id, settings, ...question });
    });
  }

  return {
    hash: async (password) => String(await ask({ password })),
    verify: async (hash, password) => (await ask({ hash, password })) === true,
    close: async () => {
      await worker?.terminate();
    },
  };
}
