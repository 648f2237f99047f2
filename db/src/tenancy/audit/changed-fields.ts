/** What a field of an audit entry may hold: what JSON says on one line. */
export type AuditValue = string | number | boolean | null | readonly (string | number)[];
export type AuditFields = Readonly<Record<string, AuditValue>>;

export interface Change {
  readonly before: AuditFields | null;
  readonly after: AuditFields | null;
}

/**
 * A row before and after, reduced to the fields that differ; a field that only one of them has differs from nothing. What was not there
 * before (made) or is not there after (removed) keeps the other side whole. null where nothing is left.
 */
export function changedFields(before: AuditFields | undefined, after: AuditFields | undefined): Change {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const changed = [...keys].filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]));
  return { before: pick(before, changed), after: pick(after, changed) };
}

function pick(fields: AuditFields | undefined, keys: readonly string[]): AuditFields | null {
  const picked = keys.flatMap((key): [string, AuditValue][] => {
    const value = fields?.[key];
    return value === undefined ? [] : [[key, value]];
  });
  return picked.length === 0 ? null : Object.fromEntries(picked);
}
