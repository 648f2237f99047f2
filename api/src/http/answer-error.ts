import { DomainError } from '@yunhu/db';
import { isTransient } from '@yunhu/db/connect';
import { SecretError } from '@yunhu/db/secrets';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { HttpError, isProblemCode, type ProblemCode, problemTable } from './problem-table.ts';
import type { AppEnv } from './request.ts';
import type { FieldProblem, Problem } from './schemas.ts';

interface Refusal {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Turns whatever was thrown into problem+json. What nobody expected is logged, and says nothing of itself to the outside. */
export function answerError(thrown: unknown, c: Context<AppEnv>): Response {
  const refusal = refusalOf(thrown);
  if (refusal.code === 'internal_error') c.var.log.error({ err: thrown }, 'request.failed');
  if (refusal.code === 'unavailable') c.var.log.warn({ err: thrown }, 'request.unavailable');
  const { status, title } = problemTable[refusal.code];
  const body: Problem = {
    type: `urn:yunhu:problem:${refusal.code}`,
    title,
    status,
    code: refusal.code,
    requestId: c.var.requestId,
    ...(refusal.detail === undefined || refusal.detail === refusal.code ? {} : { detail: refusal.detail }),
    ...(refusal.errors === undefined || refusal.errors.length === 0 ? {} : { errors: [...refusal.errors] }),
  };
  return c.json(body, status, { ...refusal.headers, 'content-type': 'application/problem+json' });
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof DomainError) {
    // What belongs to another answers like what does not exist: nothing but the code.
    if (thrown.code === 'not_found') return { code: 'not_found' };
    // The record's own rules raise sentences where nobody gave them a code.
    if (!isProblemCode(thrown.code)) return { code: 'invalid_input', detail: thrown.message };
    return { code: thrown.code, detail: thrown.message, errors: thrown.fields };
  }
  // A setting that is missing, or a key that was taken away too early: the log says which.
  if (thrown instanceof SecretError) return { code: 'unavailable', detail: 'keys for secrets are not set up' };
  if (thrown instanceof HttpError) return { code: thrown.code, detail: thrown.message, headers: thrown.headers };
  if (thrown instanceof HTTPException) return { code: codeOfStatus(thrown.status), detail: thrown.message };
  return { code: isTransient(thrown) ? 'unavailable' : 'internal_error' };
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'unsupported_media_type';
  return status < 500 ? 'malformed_request' : 'internal_error';
}
