// What every domain's schemas are made of. Plain zod, so that the web may build any of them into its bundle.
import { z } from 'zod';

export const id = z.uuid();

/** A decimal string of micro-units: "138000" is ¥0.138. JSON numbers would lose digits. */
export const microsText = z.string().regex(/^-?\d{1,19}$/);

/** ISO 8601 in UTC. */
export const instant = z.iso.datetime();

export const pageLimits = { default: 50, max: 200 } as const;

export const pageQuery = z.object({
  cursor: z.string().max(200).optional().meta({ description: 'Where the last page ended: its nextCursor.' }),
  limit: z.coerce.number().int().min(1).max(pageLimits.max).default(pageLimits.default),
});

/** A page of a long list; nextCursor is null on the last one. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A whole short list. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export const named = z.object({ id, name: z.string() });

export const fieldProblem = z.object({ field: z.string(), code: z.string(), message: z.string() });

/** What a person typed on one line; PostgreSQL has no room for U+0000, and nobody for the other control characters. */
export const words = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .refine((text) => !/\p{Cc}/u.test(text), 'no control characters');

/** RFC 9457. `code` is for programs, `title` and `detail` for people, `requestId` for the log. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(fieldProblem).optional(),
  })
  .meta({ id: 'Problem' });

export type FieldProblem = z.infer<typeof fieldProblem>;
export type Problem = z.infer<typeof problem>;
