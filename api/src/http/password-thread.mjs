// A thread that does nothing but hash passwords, one at a time. Plain JavaScript, as threads begin without the loader of the process.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

// A ninth of what others are given where processors are short: they come first, and a login still ends. Measured on two processors with
// twenty accounts logging in without a pause, the 99th percentile of other routes: at 5 1.7 times that without logins, at 7 up to 2.0, at 10 1.3.
// The lowest there is would be a seventieth: on a machine that is full, nobody would log in any more.
const niceness = 10;

try {
  // On Linux 0 names the thread that asks.
  setPriority(0, niceness);
} catch {
  // Slower for the others, and no less right.
}

const tell = (answer) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(answer);
};

// After each hash it rests as long as that took, so that a storm of logins has half a processor and no more, and what they cost the record
// comes in such a measure too. Measured as above: 2.3 times without it, 1.2 to 1.3 with it.
const rest = new Int32Array(new SharedArrayBuffer(4));

parentPort?.on('message', ({ id, hash, password, settings }) => {
  const beganMs = performance.now();
  try {
    tell({ id, answer: hash === undefined ? hashSync(password, settings) : verifySync(hash, password) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
  Atomics.wait(rest, 0, 0, performance.now() - beganMs);
});
