// What a support session may do: read what is the customer's work, and leave. Closed lists: what is not named is refused.
import type { Access } from '../../http/declare.ts';
import type { Permission } from '../schemas.ts';

/** Permissions to read, as far as the customer itself has them. None of people's accounts, none that writes or pays. */
export const supportPermissions = [
  'money.read',
  'cdr.read',
  'organisation.read',
  'audit.read',
  'caller-ids.read',
  'audio.read',
  'task.read',
  'telephony.read',
] as const satisfies readonly Permission[];

/** What is open to everybody signed in, and of use here. */
const openReads: ReadonlySet<string> = new Set([
  '/v1/session',
  '/v1/menu',
  '/v1/branding',
  '/v1/jobs',
  '/v1/jobs/{jobId}',
  '/v1/jobs/{jobId}/events',
  '/v1/jobs/{jobId}/file',
]);

/** Payments are between the customer and its bank, though who reads money reads them. */
const closedReads = /^\/v1\/payments(\/|$)/;

const leave = { method: 'DELETE', path: '/v1/support-session' } as const;

/** Whether a support session may use a route, of those that its permissions open. `path` as it is declared. */
export function supportMayUse(access: Access, method: string, path: string): boolean {
  if (method.toUpperCase() === leave.method && path === leave.path) return true;
  if (method.toUpperCase() !== 'GET') return false;
  if (access === 'public') return true;
  if (access === 'signed-in' || access === 'own-account') return openReads.has(path);
  return !closedReads.test(path);
}

/** Requests that stay the person's own also in a support session: to log out, and to renew the session. */
export function isOwnRoute(method: string, path: string): boolean {
  return path === '/v1/session/refresh' || (path === '/v1/session' && (method === 'DELETE' || method === 'POST'));
}
