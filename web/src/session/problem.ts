import type { FieldProblem } from '@yunhu/api/schemas';
import { t, tMaybe } from '../i18n/translate.ts';

/** A request that did not succeed: what the API said, or `network` when it could not be reached. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string | null;
  readonly requestId: string | null;
  readonly fields: readonly FieldProblem[];
  readonly retryAfterSeconds: number | null;

  constructor(from: Partial<Omit<Problem, 'name'>> & { code: string; status: number }) {
    super(from.detail ?? from.code);
    this.name = 'Problem';
    this.code = from.code;
    this.status = from.status;
    this.detail = from.detail ?? null;
    this.requestId = from.requestId ?? null;
    this.fields = from.fields ?? [];
    this.retryAfterSeconds = from.retryAfterSeconds ?? null;
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'message' in value;
}

/** Reads a problem+json body; a body that is none (a proxy's page, say) becomes `unexpected`. */
export function readProblem(status: number, body: string, retryAfter: string | null): Problem {
  const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  const unexpected = new Problem({ code: 'unexpected', status, retryAfterSeconds: seconds });
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null || !('code' in json) || typeof json.code !== 'string')
      return unexpected;
    return new Problem({
      code: json.code,
      status,
      detail: 'detail' in json && typeof json.detail === 'string' ? json.detail : null,
      requestId: 'requestId' in json && typeof json.requestId === 'string' ? json.requestId : null,
      fields: 'errors' in json && Array.isArray(json.errors) ? json.errors.filter(isFieldProblem) : [],
      retryAfterSeconds: seconds,
    });
  } catch {
    return unexpected;
  }
}

/** The problem in words that say what to do. */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return t('problems.unexpected');
  if (error.code === 'throttled') return t('problems.throttled', String(error.retryAfterSeconds ?? 60));
  const fallback = error.status < 500 && error.detail !== null ? error.detail : t('problems.unexpected');
  return tMaybe('problems', error.code, fallback);
}

/** The line that support needs, for failures that are ours. */
export function problemTrace(error: unknown): string | null {
  if (!(error instanceof Problem) || error.requestId === null || error.status < 500) return null;
  return t('ui.requestId', error.requestId);
}
