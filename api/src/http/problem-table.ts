// What can go wrong, in one table: code → HTTP status and a title for people. RFC 9457.
import type { DomainErrorCode } from '@yunhu/db';

/** Refusals that HTTP itself knows; the record never throws them. */
export type HttpErrorCode =
  | 'unauthenticated'
  | 'challenge_over'
  | 'password_change_required'
  | 'second_factor_required'
  | 'throttled'
  | 'cross_origin'
  | 'malformed_request'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'too_many_streams'
  | 'unavailable'
  | 'internal_error';

export type ProblemCode = DomainErrorCode | HttpErrorCode;

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly title: string;
}

export const problemTable: Readonly<Record<ProblemCode, ProblemKind>> = {
  not_found: { status: 404, title: 'There is no such thing' },
  forbidden: { status: 403, title: 'Your role does not permit this' },
  invalid_code: { status: 422, title: 'This code is not right, or was used before' },
  second_factor_exists: { status: 409, title: 'A second factor is set up already' },
  invalid_credentials: { status: 401, title: 'Login name or password is wrong' },
  invalid_input: { status: 422, title: 'Something in the request is not as it must be' },
  invalid_amount: { status: 422, title: 'The amount is not one' },
  invalid_transition: { status: 409, title: 'That is not possible in this state' },
  idempotency_conflict: { status: 409, title: 'This idempotency key was used for something else' },
  insufficient_funds: { status: 409, title: 'There is not enough money' },
  currency_mismatch: { status: 422, title: 'The currencies differ' },
  login_name_taken: { status: 409, title: 'This login name is taken' },
  name_taken: { status: 409, title: 'This name or number is taken' },
  empty_list: { status: 422, title: 'The task has no numbers' },
  list_too_large: { status: 413, title: 'The list is too large' },
  tenant_disabled: { status: 422, title: 'The account or one above it is disabled' },
  tasks_running: { status: 409, title: 'Tasks of it, or of somebody below it, are running' },
  calls_in_progress: { status: 409, title: 'Calls of it, or of somebody below it, are in progress' },
  too_deep: { status: 422, title: 'Accounts do not stand so deep below each other' },
  wallet_blocked: { status: 422, title: 'The wallet is blocked' },
  credit_in_use: { status: 409, title: 'More credit than that is in use' },
  request_decided: { status: 409, title: 'This request has been decided or has expired' },
  second_person_needed: { status: 403, title: 'Somebody else of your staff has to do this' },
  approver_too_new: {
    status: 403,
    title: 'Somebody made or changed this person’s access after it was asked for; another colleague approves it',
  },
  last_administrator: { status: 409, title: 'One administrator has to stay' },
  beyond_own_permissions: { status: 403, title: 'This goes beyond what you yourself may do' },
  role_in_use: { status: 409, title: 'Somebody holds this role; say which one they get instead' },
  changed_meanwhile: { status: 409, title: 'Somebody changed this meanwhile; look at it anew' },
  below_cost: { status: 422, title: 'Something would be sold below what it costs' },
  downstream_losses: { status: 409, title: 'Somebody further below would sell below what it costs' },
  no_rate: { status: 422, title: 'There is no rate for this' },
  no_route: { status: 422, title: 'There is no route for this' },
  caller_id_not_approved: { status: 422, title: 'The caller ID is not approved' },
  audio_not_approved: { status: 422, title: 'The audio is not approved' },
  audio_in_use: { status: 409, title: 'A flow or a queue plays this audio' },
  too_many_payments: { status: 429, title: 'Too many payments are open; pay one of them or wait an hour' },
  payment_refused: { status: 422, title: 'The payment service does not take this' },
  refund_too_large: { status: 422, title: 'That is more than is left of the payment' },
  payments_unavailable: { status: 503, title: 'The payment service does not answer; try again soon' },
  not_approved: { status: 409, title: 'It is not approved, or not any more' },
  bytes_changed: { status: 409, title: 'The file is not the one that was looked at' },
  pool_in_use: { status: 409, title: 'A task shows the numbers of this pool' },
  limit_of_kind: { status: 409, title: 'There are as many of these as there can be' },
  batch_too_large: { status: 422, title: 'Too many at once' },
  too_many_jobs: { status: 429, title: 'Too many jobs are waiting; let some of them end first' },
  file_unreadable: { status: 422, title: 'The file cannot be read' },
  file_too_large: { status: 413, title: 'The file is too large' },
  sheet_too_large: { status: 413, title: 'The file is too large, or has too many rows' },
  upload_incomplete: { status: 409, title: 'The file has not arrived whole; send it again' },
  too_many_uploads: { status: 429, title: 'Too many files are on their way; let some of them arrive first' },
  unused_documents: { status: 409, title: 'Too many documents are submitted with no number' },
  too_many_mails: { status: 429, title: 'Too many mails were asked for; wait an hour' },
  domain_taken: { status: 409, title: 'This domain is somebody else’s here' },
  link_invalid: { status: 403, title: 'This address is not good, or not any more; ask for it anew' },
  stale_preview: { status: 409, title: 'What the preview compared with has changed since' },
  scheduled_change: { status: 409, title: 'A later change is scheduled already' },
  support_read_only: { status: 403, title: 'A support session only looks; leave it to change anything' },
  superseded: { status: 409, title: 'A later change stands on this one' },
  stale_menu: { status: 409, title: 'Somebody else changed the menu meanwhile' },
  unit_in_use: { status: 409, title: 'Somebody or something still stands in it' },
  extension_in_use: { status: 409, title: 'A seat has this extension; give it another one first' },
  seat_in_call: { status: 409, title: 'This seat is in a call' },
  queue_in_use: { status: 409, title: 'A flow, or a task that has not ended, transfers to this queue' },
  unauthenticated: { status: 401, title: 'Please log in' },
  challenge_over: { status: 401, title: 'That took too long; log in with the password again' },
  password_change_required: { status: 403, title: 'Choose a new password first' },
  second_factor_required: { status: 403, title: 'Set up a second factor first' },
  throttled: { status: 429, title: 'Too many attempts; wait a moment' },
  cross_origin: { status: 403, title: 'Another site sent this request' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unsupported_media_type: { status: 415, title: 'This content type is not taken here' },
  body_too_large: { status: 413, title: 'The request is too large' },
  too_many_streams: { status: 429, title: 'Too many live pages are open' },
  unavailable: { status: 503, title: 'Not available at the moment; try again soon' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
};

/** A refusal of HTTP's own. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly code: HttpErrorCode,
    message: string = code,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTable, code);
}
