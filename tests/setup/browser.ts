// The system's Chromium, driven by playwright-core; a fresh profile each, nothing of its own going out to the network.
import { inject } from 'vitest';
import { type Browser, chromium } from 'playwright-core';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, and nobody to be asked for it.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Starts the browser that the set-up found. Call `missing('chromium')` before. `more` are switches beside the usual ones. */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const found = inject('machine').chromium;
  if (!('path' in found)) throw new Error(found.reason);
  return chromium.launch({ executablePath: found.path, headless: true, args: [...quiet, ...more] });
}
