import { parseSecretKeys } from '@yunhu/db/secrets';
import { z } from 'zod';

const roleUrl = (role: string): string => `postgres://yunhu_${role}:yunhu_${role}@127.0.0.1:5432/yunhu`;
const connection = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://');

const secretKeys = z
  .string()
  .default('')
  .transform((text, context) => {
    try {
      return parseSecretKeys(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' });
      return z.NEVER;
    }
  });

/** What every process of this package is told. */
export const recordSettings = {
  /** Connection strings of the login roles yunhu_app and yunhu_platform. */
  APP_DATABASE_URL: connection.default(roleUrl('app')),
  PLATFORM_DATABASE_URL: connection.default(roleUrl('platform')),
  DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(8),
  /** Seal and open what has to be kept readable, such as passwords of trunks: `id:base64,…`, as the API has them. */
  SECRETS_KEYS: secretKeys,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

/** Reads settings; an empty one counts as absent. Throws an Error with one sentence for each wrong one, naming it. */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  throw new Error(
    error.issues.map((issue) => `The setting ${issue.path.join('.')} is wrong: ${issue.message}.`).join('\n'),
  );
}
