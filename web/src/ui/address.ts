import { useSearchParams } from '@solidjs/router';

const none = '-';

/** Values of a page that live in its address: a link, a reload or the back button show the same table. */
export function useAddress<K extends string>(defaults: Record<K, string>) {
  const [params, setParams] = useSearchParams();
  const read = (key: K): string => {
    const value = params[key];
    return typeof value === 'string' ? value : defaults[key];
  };
  const write = (values: Partial<Record<K, string>>): void => {
    const next: Record<string, string | null> = {};
    for (const [key, value] of Object.entries<string | undefined>(values)) {
      next[key] = value === undefined || value === defaults[key as K] ? null : value;
    }
    setParams(next, { replace: true, scroll: false });
  };
  return {
    read,
    write,
    /** A value that is a list; "-" is the empty one, since nothing at all means the default. */
    list: (key: K): string[] =>
      read(key)
        .split(',')
        .filter((entry) => entry !== '' && entry !== none),
    writeList: (key: K, entries: readonly string[]): void =>
      write({ [key]: entries.join(',') || none } as Record<K, string>),
  };
}
