import type { Sound } from '../switch.ts';

/** How ARI names a sound: without its extension, and a comma would begin the next one. Throws for a path it cannot say. */
export function soundMedia({ path }: Sound): string {
  const name = /^(\/[^,&]+)\.ulaw$/.exec(path)?.[1];
  if (name === undefined) throw new Error('a sound is an absolute path that ends in .ulaw, without commas');
  return `sound:${name}`;
}
