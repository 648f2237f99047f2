import { createRoot, createSignal } from 'solid-js';

// One clock for every figure that counts seconds on the page; it rests while the tab is hidden.
const tickMs = 1000;

/** The present, ticking once a second: for "00:41" that moves by itself. */
export const now = createRoot(() => {
  const [at, setAt] = createSignal(Date.now());
  setInterval(() => {
    if (document.visibilityState === 'visible') setAt(Date.now());
  }, tickMs);
  return at;
});
