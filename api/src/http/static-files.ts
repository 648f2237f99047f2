// The built pages. Assets carry their hash in their name and never change; every other path is the application, which finds its page
// by itself.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from './request.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};

/** Nothing but what we serve ourselves, and files of a store of its own where there is one: no inline scripts, no other hosts, no frames around us. */
export function pageHeaders(storeOrigin?: string) {
  const store = storeOrigin === undefined ? [] : [storeOrigin];
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', ...store],
      fontSrc: ["'self'"],
      mediaSrc: ["'self'", 'blob:', ...store],
      connectSrc: ["'self'", ...store],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: ['self'] },
  });
}

/** Serves the files of `root`, and its index.html for any other path that asks for a page. */
export function staticFiles(root: string) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    const asked = fileOf(root, c.req.path);
    const asset = asked === undefined ? undefined : await sizeOf(asked);
    if (asked !== undefined && asset !== undefined) return answer(asked, asset, c.req.path.startsWith('/assets/'));
    const isPage = c.req.header('accept')?.includes('text/html') === true && path.extname(c.req.path) === '';
    const index = path.join(root, 'index.html');
    const page = isPage ? await sizeOf(index) : undefined;
    return page === undefined ? next() : answer(index, page, false);
  });
}

/** Undefined for a path that leaves the root or cannot be decoded. */
function fileOf(root: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || types[path.extname(decoded)] === undefined) return undefined;
  const file = path.resolve(root, `.${path.posix.normalize(`/${decoded}`)}`);
  return file.startsWith(root + path.sep) ? file : undefined;
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

function answer(file: string, size: number, immutable: boolean): Response {
  return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
    headers: {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      'content-length': String(size),
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
