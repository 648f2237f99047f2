export { type AlertKind, alertKinds, alertKindsSeenBy, alertPermissions } from './alerts/alert-kinds.ts';
export {
  acknowledgeAlert,
  type AlertFilter,
  type AlertView,
  countNewAlerts,
  listAlerts,
} from './alerts/find-alerts.ts';
export { forgetAlerts } from './alerts/forget-alerts.ts';
export { type AlertInput, raiseAlert, resolveAlert } from './alerts/raise-alert.ts';
export { foldLoginName } from './login-name.ts';
export { findChild, findTenant, type TenantPlace } from './find-tenant.ts';
export { cleanSvg, type CleanSvg } from './logo/clean-svg.ts';
export { svgLimits } from './logo/parse-svg.ts';
export { refusedPicture } from './logo/refused-picture.ts';
export { findLogo, type Logo, type LogoVariant, type NewLogo, removeLogo, setLogo } from './logo/tenant-logo.ts';
export * from './branding/index.ts';
export * from './mail/index.ts';
export { findMenu, type Menu, type MenuEntry, readMenuEntries, replaceMenuEntries } from './menus/menu-entries.ts';
export { type AuditAction, auditActions, auditSubjects, type AuditWords } from './audit/audit-actions.ts';
export { type AuditExportInput, auditExportInput, auditInputOf, filterOfAuditExport } from './audit/audit-input.ts';
export { type AuditFields, changedFields } from './audit/changed-fields.ts';
export type { AuditFilter, AuditPage, AuditView } from './audit/audit-view.ts';
export { countAudit, getAuditEntry, listAudit, listAuditActions } from './audit/list-audit.ts';
export { noteRefusal, type Refusal, refusalsAnHour } from './audit/note-refusal.ts';
export { privateNouns } from './audit/private-nouns.ts';
export { findSecretKey, secretKeys } from './audit/secret-keys.ts';
export { endOldSupportSessions, endSupportSession } from './support/end-support-session.ts';
export { findSupportSession, type LiveSupport, type SupportContext } from './support/find-support-session.ts';
export {
  getSupportSession,
  listSupportSessions,
  type SupportSessionView,
  type SupportView,
} from './support/list-support-sessions.ts';
export { noteSupportView } from './support/note-support-view.ts';
export { type NewSupportSession, openSupportSession, supportLimits } from './support/open-support-session.ts';
export { type AuditInput, recordAudit, writeAudit } from './record-audit.ts';
export * from './sessions/index.ts';
export { addStaff, type NewStaff } from './staff/add-staff.ts';
export {
  keptPermissions,
  type Permission,
  permissionKinds,
  permissions,
  permissionsOfKind,
  type Preset,
  presetPermissions,
  presets,
} from './permissions.ts';
export {
  assignCompanyRole,
  type CompanyRoleChange,
  createCompanyRole,
  deleteCompanyRole,
  type NewCompanyRole,
  resetCompanyRole,
  updateCompanyRole,
} from './roles/company/change-company-roles.ts';
export {
  type CompanyRoleBook,
  type CompanyRoleView,
  getCompanyRole,
  getTenantCompanyRole,
  listCompanyRoles,
  listHolders,
  type RoleHolder,
} from './roles/company/list-company-roles.ts';
export { createRole, type NewRole } from './roles/create-role.ts';
export { deleteRole } from './roles/delete-role.ts';
export { findPresetRole, type RoleName } from './roles/find-role.ts';
export { getRole, listRoles, type RoleBook, type RoleView } from './roles/list-roles.ts';
export { resetRole, type RoleChange, updateRole } from './roles/update-role.ts';
export { companyRoles, presetRoles, roles, tenantCompanyRoles, tenantKindPermissions } from './roles/tables.ts';
export { createStaff } from './staff/create-staff.ts';
export { getStaff, listStaff, type StaffView } from './staff/list-staff.ts';
export { lockWeaker } from './staff/refuse-stronger.ts';
export { type AdministratorReset, resetAdministrator } from './staff/reset-administrator.ts';
export { resetPassword } from './staff/reset-password.ts';
export { type StaffChange, updateStaff } from './staff/update-staff.ts';
export {
  alertLevels,
  alerts,
  auditContents,
  auditEntries,
  loginAttempts,
  menuEntries,
  recoveryCodes,
  refreshTokens,
  secondFactors,
  sessions,
  staff,
  staffCredentials,
  supportSessions,
  supportSessionViews,
  tenantClosure,
  tenants,
} from './tables.ts';
export { type TenantChange, updateTenant } from './update-tenant.ts';
