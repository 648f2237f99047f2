import type { CompanyRoleView } from '@yunhu/db/tenancy';
import type { CompanyRole } from './schemas.ts';

/** A company role as JSON carries it. */
export function viewCompanyRole(role: CompanyRoleView): CompanyRole {
  return { ...role, permissions: [...role.permissions] };
}
