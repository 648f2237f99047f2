// What the demonstration asks the API for, as any program would.
import { openAsBlob } from 'node:fs';

export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** Uploads a file as text, streamed. */
  upload<T>(path: string, file: string): Promise<T>;
}

/** Logs in and keeps the cookie. Every method throws a sentence when the API refuses. */
export async function logIn(url: string, loginName: string, password: string): Promise<ApiClient> {
  let cookie = '';
  const ask = async (method: string, path: string, body?: string | Blob, contentType?: string): Promise<Response> => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      headers: { cookie, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    return answer;
  };
  const send = (path: string, body: unknown) => ask('POST', path, JSON.stringify(body ?? {}), 'application/json');
  const session = await send('/session', { loginName, password });
  cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
  return {
    get: (path) => json(ask('GET', path)),
    post: (path, body) => json(send(path, body)),
    upload: async (path, file) => json(ask('POST', path, await openAsBlob(file), 'text/plain')),
  };
}
