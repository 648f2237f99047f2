// Renewing the session, once for all tabs of a browser: the refresh cookie is used once, and a second tab that brought it too would look
// like a thief. Whoever holds the lock renews; the others, who waited for it, see that it was done.
import { Problem, readProblem } from './problem.ts';

type Told = { readonly kind: 'over' };

const lockName = 'yunhu-session';
const renewedKey = 'yunhu.sessionRenewedAt';
const lockKey = 'yunhu.sessionLock';
/** Who asks so soon after somebody renewed means what was before it. */
const freshMs = 5_000;
/** Without the browser's own locks (they need https): how long a lock holds, and how often to look. */
const lease = { ms: 15_000, pollMs: 60 };

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(lockName);
let onOver: () => void = () => undefined;
let underWay: Promise<boolean> | undefined;

channel?.addEventListener('message', (event: MessageEvent<Told>) => {
  if (event.data.kind === 'over') onOver();
});

/** Calls back when another tab has found the session to be over, or left it. */
export function whenOverElsewhere(listener: () => void): void {
  onOver = listener;
}

/** Tells the other tabs that nobody is signed in any more. */
export function tellOver(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
  channel?.postMessage({ kind: 'over' } satisfies Told);
}

/** Renews the session; false where it is over. Throws `Problem` where the API cannot be reached or has other troubles. */
export function renewSession(): Promise<boolean> {
  underWay ??= inTurn(renew).finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function renew(): Promise<boolean> {
  if (Date.now() - renewedAtMs() < freshMs) return true;
  const response = await send();
  if (response.status === 401) return false;
  if (!response.ok) throw readProblem(response.status, await response.text(), response.headers.get('Retry-After'));
  write(renewedKey, String(Date.now()));
  return true;
}

async function send(): Promise<Response> {
  try {
    // Kept alive: a page that is left meanwhile must not lose the cookies that answer.
    return await fetch('/v1/session/refresh', { method: 'POST', credentials: 'same-origin', keepalive: true });
  } catch {
    throw new Problem({ code: 'network', status: 0 });
  }
}

function renewedAtMs(): number {
  return Number(read(renewedKey) ?? 0);
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Absent on pages that come over plain http, whatever the types say.
  const locks = navigator.locks as LockManager | undefined;
  if (locks !== undefined) return locks.request(lockName, work);
  const mine = await takeLease();
  try {
    return await work();
  } finally {
    if (read(lockKey) === mine) write(lockKey, '');
  }
}

/** A lock of its own making: whoever wrote last and still reads it has it. */
async function takeLease(): Promise<string> {
  for (;;) {
    const [, until] = (read(lockKey) ?? '').split('|');
    if (Number(until ?? 0) < Date.now()) {
      const mine = `${Math.random()}|${Date.now() + lease.ms}`;
      write(lockKey, mine);
      await pause();
      if (read(lockKey) === mine) return mine;
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lease.pollMs * (1 + Math.random())));
}

/** Storage may be forbidden; then each tab is on its own. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
