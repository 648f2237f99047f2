import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { DomainError, type DomainErrorCode } from '../errors.ts';

/**
 * What PostgreSQL refused, as the house says it. Our own functions raise SQLSTATE YH… with a code as message. A row that row-level
 * security or a composite reference keeps out belongs to somebody else: `not_found`. A rate beside another of its prefix at the same
 * time: `scheduled_change`. The rest is passed on as it is.
 */
export function asDomainError(thrown: unknown): unknown {
  const error = driverErrorOf(thrown);
  if (!(error instanceof postgres.PostgresError)) return error;
  if (error.code.startsWith('YH'))
    return new DomainError(error.message as DomainErrorCode, error.message, [], { cause: error });
  if (error.code === reference || (error.code === '42501' && error.message.includes('row-level security'))) {
    return new DomainError('not_found', 'not_found', [], { cause: error });
  }
  if (error.code === '23P01' && error.constraint_name === 'rates_one_at_a_time') {
    return new DomainError('scheduled_change', 'another price of this prefix holds then', [], { cause: error });
  }
  return thrown;
}

/** drizzle wraps what the driver throws. */
function driverErrorOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error;
}

/** Something stands there already, and something is named that is not there, or that goes while it is named. */
const unique = '23505';
const reference = '23503';

/** True when the statement failed on this unique constraint or index, or on this reference. */
export function violates(thrown: unknown, constraint: string): boolean {
  const error = driverErrorOf(thrown);
  if (!(error instanceof postgres.PostgresError) || error.constraint_name !== constraint) return false;
  return error.code === unique || error.code === reference;
}

/** Connection exceptions, shutdown, start-up, too many connections, serialization failure, deadlock: the same work may succeed later. */
const transientStates = /^(08|57P0[1-5]|53300|40001|40P01)/;
const transientCodes = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'STORE_UNAVAILABLE',
]);

/** True when the database or the store of files was not there or asked to try again, rather than refused the work itself. */
export function isTransient(thrown: unknown): boolean {
  const error = driverErrorOf(thrown);
  if (error instanceof postgres.PostgresError) return transientStates.test(error.code);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && transientCodes.has(error.code);
}
