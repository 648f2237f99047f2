import type * as zh from '../zh/reference.ts';
import type { Words } from '../words.ts';

export const reference: Words<typeof zh.reference> = {
  title: 'API reference',
  lead: 'Programs may do all that the pages do, with the same permissions',
  contents: 'Contents',
  search: 'Search by path, method, summary or permission',
  nothing: 'There is no such operation',
  required: 'required',
  parts: 'Show parts',
  parameters: 'Parameters',
  places: { path: 'path', query: 'query', header: 'header' },
  body: 'Body',
  answers: 'Responses',
  otherwise: 'default',
  copy: 'Copy the command',
  copied: 'Command copied',
  access: {
    public: 'public',
    signedIn: 'anybody signed in',
    permission: (name) => `needs ${name}`,
    anyOf: (count) => `needs one of ${count} permissions`,
    list: 'Any one of these permissions',
  },
  rules: {
    title: 'What holds everywhere',
    session:
      'Sign in with POST /v1/session and send the cookies it sets; when the short token has run out, POST /v1/session/refresh gives a new one.',
    writes: 'Writes are JSON; those that move money carry an Idempotency-Key, and one key takes effect once.',
    money: 'Money is a decimal string of millionths: "138000" is ¥0.138. A JSON number would lose digits.',
    time: 'Instants are ISO 8601 strings in UTC.',
    errors:
      'Errors are application/problem+json (RFC 9457): code for programs, title and detail for people, requestId for the log.',
    pages: 'Long lists answer a nextCursor; send it as cursor for the next page. null is the end.',
    foreign: 'What belongs to somebody else answers like what does not exist: 404.',
  },
};
