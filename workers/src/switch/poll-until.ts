const LIMIT_MS = 30_000;
const STEP_MS = 5;

/** Waits in real time until the condition holds; rejects after half a minute. */
export async function pollUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  const limitMs = Date.now() + LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() >= limitMs) throw new Error(`the condition did not hold within ${LIMIT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
