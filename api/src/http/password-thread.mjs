// A thread that does nothing but hash passwords, one at a time. Plain JavaScript, as threads begin without the loader of the process.
import { setPriority, constants } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

try {
  // On Linux 0 names the thread that asks: whatever else waits for a processor comes first.
  setPriority(0, constants.priority.PRIORITY_LOW);
} catch {
  // Slower for the others, and no less right.
}

parentPort?.on('message', ({ id, hash, password, settings }) => {
  try {
    const answer = hash === undefined ? hashSync(password, settings) : verifySync(hash, password);
    parentPort?.postMessage({ id, answer });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
