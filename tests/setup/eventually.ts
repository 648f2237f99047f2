const limitMs = 45_000;
const pollMs = 25;

/** Waits until the condition holds; throws what it last answered when it does not in time. */
export async function eventually<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, limit = limitMs): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(
        `not in time: ${JSON.stringify(answer, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`,
      );
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
