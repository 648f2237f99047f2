import { Problem, readProblem } from './problem.ts';
import { renewSession } from './renew.ts';

type RequestOptions = {
  readonly body?: unknown;
  /** Sent as it is, in place of a body. */
  readonly file?: Blob;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
};

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let onUnauthenticated: () => void = () => undefined;

/** Tells the session that the API no longer knows it; the one listener is the session itself. */
export function whenUnauthenticated(listener: () => void): void {
  onUnauthenticated = listener;
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const hasBody = options.body !== undefined;
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(hasBody && { 'Content-Type': 'application/json' }),
        ...(options.file && { 'Content-Type': 'application/octet-stream' }),
        ...options.headers,
      },
      ...(hasBody && { body: JSON.stringify(options.body) }),
      ...(options.file && { body: options.file }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem({ code: 'network', status: 0 });
  }
}

/**
 * One call of the API. Where the session only has to be renewed, that is done and the same call is made again, so that whoever asked never
 * hears of it. Throws `Problem` for every answer that is not a success.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  try {
    return await ask<T>(method, path, options);
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    if (await renewSession()) return askAgain<T>(method, path, options);
    onUnauthenticated();
    throw error;
  }
}

async function askAgain<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  try {
    return await ask<T>(method, path, options);
  } catch (error) {
    if (isSignedOut(error)) onUnauthenticated();
    throw error;
  }
}

function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401 && error.code === 'unauthenticated';
}

async function ask<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const body = await response.text();
  if (response.ok) return JSON.parse(body) as T;
  throw readProblem(response.status, body, response.headers.get('Retry-After'));
}

/** A path with the query values that are set: empty ones are left out. */
export function withQuery(path: string, values: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
