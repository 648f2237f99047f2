/** What can be refused, as the whole house names it; api maps each code to an HTTP status and a problem type. */
export type DomainErrorCode =
  | 'not_found'
  | 'forbidden'
  | 'invalid_credentials'
  | 'invalid_code'
  | 'second_factor_exists'
  | 'invalid_input'
  | 'invalid_amount'
  | 'invalid_transition'
  | 'idempotency_conflict'
  | 'insufficient_funds'
  | 'currency_mismatch'
  | 'login_name_taken'
  | 'name_taken'
  | 'empty_list'
  | 'list_too_large'
  | 'tenant_disabled'
  | 'tasks_running'
  | 'calls_in_progress'
  | 'too_deep'
  | 'wallet_blocked'
  | 'credit_in_use'
  | 'request_decided'
  | 'second_person_needed'
  | 'approver_too_new'
  | 'last_administrator'
  | 'beyond_own_permissions'
  | 'role_in_use'
  | 'changed_meanwhile'
  | 'no_rate'
  | 'below_cost'
  | 'downstream_losses'
  | 'no_route'
  | 'caller_id_not_approved'
  | 'audio_not_approved'
  | 'audio_in_use'
  | 'not_approved'
  | 'bytes_changed'
  | 'pool_in_use'
  | 'limit_of_kind'
  | 'batch_too_large'
  | 'too_many_jobs'
  | 'file_unreadable'
  | 'file_too_large'
  | 'sheet_too_large'
  | 'upload_incomplete'
  | 'too_many_uploads'
  | 'unused_documents'
  | 'too_many_mails'
  | 'domain_taken'
  | 'link_invalid'
  | 'stale_preview'
  | 'scheduled_change'
  | 'superseded'
  | 'support_read_only'
  | 'stale_menu'
  | 'unit_in_use'
  | 'extension_in_use'
  | 'seat_in_call'
  | 'queue_in_use'
  | 'too_many_payments'
  | 'payment_refused'
  | 'refund_too_large'
  | 'payments_unavailable';

/** A field of the request that is wrong, in words a person can act on. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** An expected refusal. What belongs to another tenant is `not_found`, exactly like what does not exist. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: DomainErrorCode,
    message: string = code,
    readonly fields: readonly FieldError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What was typed into one field cannot be. */
export function invalidField(field: string, code: string, message: string, options?: ErrorOptions): DomainError {
  return new DomainError('invalid_input', message, [{ field, code, message }], options);
}
