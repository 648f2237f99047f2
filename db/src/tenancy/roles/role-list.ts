import { type Permission, permissions } from '../permissions.ts';

/** A set of permissions as it is kept: each once, in the order of the list. */
export function sortPermissions(wanted: Iterable<Permission>): Permission[] {
  const set = new Set(wanted);
  return permissions.filter((permission) => set.has(permission));
}

/** What stands in `a` and not in `b`. */
export function without(a: readonly Permission[], b: Iterable<Permission>): Permission[] {
  const rest = new Set(b);
  return a.filter((permission) => !rest.has(permission));
}

/** As one word of an audit entry. */
export function permissionWords(list: readonly Permission[]): string {
  return list.join(', ');
}
