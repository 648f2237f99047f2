import type { StaffMember } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import { downloadCsv, toCsv } from '../../ui/csv.ts';
import { roleWords } from '../roles/role-words.ts';

export const staffStates = ['', 'enabled', 'disabled'] as const;
export type StaffState = (typeof staffStates)[number];

export type StaffFilter = {
  readonly state: StaffState;
  /** None: whatever the role. */
  readonly roleIds: readonly string[];
  /** Part of a name or login name, whatever the case. */
  readonly text: string;
};

/** The people that a filter leaves. */
export function narrowStaff(people: readonly StaffMember[], { state, roleIds, text }: StaffFilter): StaffMember[] {
  const sought = text.trim().toLowerCase();
  return people.filter(
    (person) =>
      (state === '' || person.state === state) &&
      (roleIds.length === 0 || roleIds.includes(person.role.id)) &&
      `${person.name} ${person.loginName}`.toLowerCase().includes(sought),
  );
}

/** Hands what stands on the page to the browser's downloads. */
export function exportStaff(people: readonly StaffMember[]): void {
  const head = ['name', 'loginName', 'role', 'state', 'lastLogIn', 'createdAt'] as const;
  const rows = people.map((person) => [
    person.name,
    person.loginName,
    roleWords(person.role),
    t(`staff.states.${person.state}`),
    person.lastLogInAt ?? '',
    person.createdAt,
  ]);
  downloadCsv(
    'staff.csv',
    toCsv(
      head.map((column) => t(`staff.columns.${column}`)),
      rows,
    ),
  );
}
