// What a browser may do with an answer, and who may keep it: each route declares what it answers with, and says nothing of it for the most.
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from './request.ts';

/**
 * `data` for programs; `document`, of customers, to be saved or drawn and nothing else; `picture`, that somebody brought, for <img> on any
 * of our pages; `named-picture`, one that never changes under its address; `reference`, the same for everybody until the next version; or a
 * page that people look at as it is, with the hash of its style sheet.
 */
export type Answers =
  'data' | 'document' | 'picture' | 'named-picture' | 'reference' | { readonly pageWithStyle: string };

const nothing = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const ofData = secureHeaders({ contentSecurityPolicy: nothing });
const ofDocuments = secureHeaders({ contentSecurityPolicy: { ...nothing, sandbox: [] } });
/** Opened by itself, nothing in a picture runs either. */
const ofPictures = secureHeaders({
  contentSecurityPolicy: { ...nothing, styleSrc: ["'unsafe-inline'"], sandbox: [] },
  crossOriginResourcePolicy: 'cross-origin',
});

const headersOf = {
  data: ofData,
  document: ofDocuments,
  picture: ofPictures,
  'named-picture': ofPictures,
  reference: ofData,
} as const;

const cacheOf: Partial<Record<keyof typeof headersOf, string>> = {
  'named-picture': 'public, max-age=31536000, immutable',
  reference: 'no-cache',
};

const isOver = async (): Promise<void> => undefined;

/** Sets them once the answer is there: a problem is data, whatever its route answers with. */
export const setAnswerHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const answers = c.res.status < 400 ? (c.get('answers') ?? 'data') : 'data';
  const isPage = typeof answers === 'object';
  c.header('cache-control', (isPage ? undefined : cacheOf[answers]) ?? 'no-store');
  const set = isPage ? ofPage(answers.pageWithStyle) : headersOf[answers];
  await set(c, isOver);
});

function ofPage(styleHash: string) {
  return secureHeaders({ contentSecurityPolicy: { ...nothing, styleSrc: [styleHash] } });
}
