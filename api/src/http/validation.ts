import type { Hook } from '@hono/zod-openapi';
import { DomainError, type FieldError } from '@yunhu/db';
import type { z } from 'zod';
import type { AppEnv } from './request.ts';

/** What a schema refuses, as `invalid_input` with the fields; a path that cannot name anything is `not_found`. */
export const refuseInvalid: Hook<unknown, AppEnv, string, unknown> = (result) => {
  if (result.success) return;
  if (result.target === 'param') throw new DomainError('not_found');
  throw new DomainError('invalid_input', 'invalid_input', result.error.issues.flatMap(fieldErrorsOf));
};

function fieldErrorsOf(issue: z.core.$ZodIssue): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...at, key].join('.'),
      code: 'unknown',
      message: 'there is no such field',
    }));
  }
  return [{ field: at.join('.'), code: issue.code, message: issue.message }];
}
