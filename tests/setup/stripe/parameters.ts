// Bodies and queries as Stripe's library writes them, read and checked as Stripe does: an unknown parameter is refused by its name.
import { z } from 'zod';

/** What Stripe answers instead of an object. */
export class StripeRefusal extends Error {
  override readonly name = 'StripeRefusal';
  constructor(
    readonly status: number,
    readonly error: {
      readonly type: string;
      readonly message: string;
      readonly code?: string;
      readonly param?: string;
    },
  ) {
    super(error.message);
  }
}

type Tree = { [name: string]: Tree | string };

/** `a[b][0]=c` as `{a: {b: ['c']}}`. */
export function readForm(text: string): unknown {
  const root: Tree = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+/g)].map((match) => match[0]);
    let at = root;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      at = typeof next === 'object' ? next : (at[part] = {});
    }
    const last = path.at(-1);
    if (last !== undefined) at[last] = value;
  }
  return withArrays(root);
}

function withArrays(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree;
  const names = Object.keys(tree);
  const values = Object.values(tree).map(withArrays);
  if (names.length > 0 && names.every((name, i) => name === String(i))) return values;
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** Checks parameters; throws what Stripe answers for the first that is wrong. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  const named = (parts: readonly string[]) => parts.map((part, i) => (i === 0 ? part : `[${part}]`)).join('');
  if (issue?.code === 'unrecognized_keys') {
    const param = named([...path, issue.keys[0] ?? '']);
    throw refuse(`Received unknown parameter: ${param}`, 'parameter_unknown', param);
  }
  const param = named(path);
  const isMissing = issue?.code === 'invalid_type' && issue.message.includes('undefined');
  if (isMissing) throw refuse(`Missing required param: ${param}.`, 'parameter_missing', param);
  throw refuse(`Invalid ${param}: ${issue?.message ?? ''}`, 'parameter_invalid', param);
}

const refuse = (message: string, code: string, param: string): StripeRefusal =>
  new StripeRefusal(400, { type: 'invalid_request_error', message, code, param });

const integer = z
  .string()
  .regex(/^-?\d+$/, 'must be an integer')
  .transform(Number);
const truth = z.enum(['true', 'false']).transform((text) => text === 'true');
const metadata = z.record(z.string().max(40), z.string().max(500)).default({});
const limit = integer.pipe(z.number().min(1).max(100)).default(10);
const expand = z.array(z.string()).default([]);

/** What a checkout session may be made with here; Stripe knows more, and what it does not know it refuses too. */
export const sessionParams = z.strictObject({
  mode: z.literal('payment'),
  client_reference_id: z.string().max(200).optional(),
  metadata,
  payment_intent_data: z.strictObject({ metadata, description: z.string().max(1000).optional() }).optional(),
  line_items: z
    .array(
      z.strictObject({
        quantity: integer.pipe(z.number().min(1)),
        price_data: z.strictObject({
          currency: z.string().regex(/^[a-z]{3}$/, 'must be a three-letter code in small letters'),
          unit_amount: integer.pipe(z.number().min(1).max(99_999_999)),
          product_data: z.strictObject({ name: z.string().min(1).max(250) }),
        }),
      }),
    )
    .min(1),
  adaptive_pricing: z.strictObject({ enabled: truth }).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  success_url: z.url(),
  cancel_url: z.url().optional(),
  expires_at: integer.optional(),
});

export const sessionsQuery = z.strictObject({ payment_intent: z.string().optional(), limit });
export const retrieveQuery = z.strictObject({ expand });

export const refundParams = z.strictObject({
  payment_intent: z.string(),
  amount: integer.pipe(z.number().min(1)).optional(),
  metadata,
});
export const refundsQuery = z.strictObject({ payment_intent: z.string().optional(), limit });
