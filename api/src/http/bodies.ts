// Shorthand for what route declarations repeat.
import type { z } from 'zod';

/** An answer, or the request's body, in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema, description = 'As asked') {
  return { description, content: { 'application/json': { schema } } };
}

/** A body that has to be there. */
export function requiredJson<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** A body that may be left out; it is an empty object then. */
export function optionalJson<Schema extends z.ZodType>(schema: Schema) {
  return { required: false, content: { 'application/json': { schema } } } as const;
}
