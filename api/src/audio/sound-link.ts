/** How long an address of a sound is good for: a player fetches it whole at once. */
export const linkSeconds = 300;

export function linkUntil(now: Date): string {
  return new Date(now.getTime() + linkSeconds * 1000).toISOString();
}
