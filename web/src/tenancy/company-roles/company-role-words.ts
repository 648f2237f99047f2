import type { CompanyRole, CompanyRoleBook, Permission, TenantKind } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';

/** How a company role is called: in the reader's language where it came with the system. */
export function companyRoleWords({ name, kind }: Pick<CompanyRole, 'name' | 'kind'>): string {
  return name ?? t(`roles.company.standard.${kind}`);
}

/** What a kind of company may have at all, and what no company role takes away. */
export function boundsOf(book: CompanyRoleBook, kind: TenantKind): { permissions: Permission[]; kept: Permission[] } {
  return book.kinds.find((one) => one.kind === kind) ?? { permissions: [], kept: [] };
}
