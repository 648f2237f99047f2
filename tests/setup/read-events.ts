import { expect } from 'vitest';
import type { z } from 'zod';
import type { TestClient } from './api.ts';

export interface EventReader<Told> {
  /** The next `progress`; undefined when the stream has ended. */
  next(): Promise<Told | undefined>;
  /** The first one that fits. Throws when the stream ends before. */
  until(fits: (progress: Told) => boolean): Promise<Told>;
  close(): Promise<void>;
}

/** Opens a stream of server-sent events that tell `progress`. */
export async function readEvents<Schema extends z.ZodType>(
  client: TestClient,
  path: string,
  schema: Schema,
): Promise<EventReader<z.infer<Schema>>> {
  const response = await client.fetch(path);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('no body');
  let rest = '';
  const next = async (): Promise<z.infer<Schema> | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const event = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const data = /^event: progress\ndata: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) return schema.parse(JSON.parse(data));
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
  };
  const until = async (fits: (progress: z.infer<Schema>) => boolean) => {
    for (let seen = await next(); seen !== undefined; seen = await next()) if (fits(seen)) return seen;
    throw new Error('the stream ended first');
  };
  return { next, until, close: () => reader.cancel() };
}
