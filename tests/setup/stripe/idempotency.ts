import { StripeRefusal } from './parameters.ts';

export interface StripeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Remembers what was answered to a key: the same request again gets the same answer, another one is refused. */
export class IdempotencyKeys {
  readonly #kept = new Map<string, { request: string; answer: StripeAnswer | undefined }>();

  /** Runs a request once for its key; without a key, always. A request that was refused for its parameters leaves no trace. */
  run(key: string | undefined, request: string, execute: () => StripeAnswer): StripeAnswer {
    if (key === undefined) return execute();
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.request !== request) {
      throw new StripeRefusal(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (kept?.answer !== undefined) {
      const { status, body } = kept.answer;
      return { status, body, headers: { 'idempotent-replayed': 'true' } };
    }
    const answer = execute();
    this.#kept.set(key, { request, answer });
    return answer;
  }
}
