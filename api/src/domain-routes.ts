// Every domain's routes, in one list.
import { audioRoutes } from './audio/http.ts';
import { audioReviewRoutes } from './audio/reviews-http.ts';
import { auditRoutes } from './audit/http.ts';
import { deckRoutes } from './billing/decks/http.ts';
import { versionRoutes } from './billing/decks/versions-http.ts';
import { ledgerRoutes } from './billing/ledger/http.ts';
import { statementRoutes } from './billing/ledger/statements-http.ts';
import { paymentRoutes } from './billing/payments/http.ts';
import { webhookRoutes } from './billing/payments/webhook-http.ts';
import { assignmentRoutes } from './billing/prices/assignments-http.ts';
import { exceptionRoutes } from './billing/prices/exceptions-http.ts';
import { marginRoutes } from './billing/prices/margins-http.ts';
import { previewRoutes } from './billing/prices/previews-http.ts';
import { quoteRoutes } from './billing/prices/quotes-http.ts';
import { ruleRoutes } from './billing/prices/rules-http.ts';
import { rateRoutes } from './billing/rates-http.ts';
import { walletRoutes } from './billing/wallets/http.ts';
import { transferRequestRoutes } from './billing/wallets/requests-http.ts';
import { moneySettingsRoutes } from './billing/wallets/settings-http.ts';
import { transferRoutes } from './billing/wallets/transfers-http.ts';
import { callerIdDocumentRoutes } from './callerids/documents-http.ts';
import { callerIdRoutes } from './callerids/http.ts';
import { callerIdPoolRoutes } from './callerids/pools-http.ts';
import { callerIdReviewRoutes } from './callerids/reviews-http.ts';
import { callRoutes } from './calls/http.ts';
import { limitRoutes } from './calls/limits/http.ts';
import { linkRoutes } from './objects/links-http.ts';
import { uploadRoutes } from './objects/uploads-http.ts';
import { carrierMatchRoutes, carrierRoutes } from './reconciliation/carrier-http.ts';
import { proofRoutes } from './reconciliation/proof-http.ts';
import { supportRoutes } from './tenancy/support/http.ts';
import { approvalRoutes } from './tasks/approvals-http.ts';
import { taskRoutes } from './tasks/http.ts';
import { listRoutes } from './tasks/lists-http.ts';
import { targetRoutes } from './tasks/targets-http.ts';
import { customerFlowRoutes } from './telephony/customers/flows-http.ts';
import { customerTelephonyRoutes } from './telephony/customers/http.ts';
import { customerRetireRoutes } from './telephony/customers/retire-http.ts';
import { telephonyRoutes } from './telephony/http.ts';
import { organisationRoutes } from './telephony/organisation/http.ts';
import { alertRoutes } from './tenancy/alerts/http.ts';
import { brandDomainRoutes } from './tenancy/branding/domains-http.ts';
import { brandRoutes } from './tenancy/branding/http.ts';
import { publicBrandRoutes } from './tenancy/branding/public-http.ts';
import { companyRoleHolderRoutes } from './tenancy/company-roles/holders-http.ts';
import { companyRoleRoutes } from './tenancy/company-roles/http.ts';
import { tenantDetailRoutes } from './tenancy/hierarchy/details-http.ts';
import { moveRoutes } from './tenancy/hierarchy/move-http.ts';
import { tenantRoutes } from './tenancy/http.ts';
import { mailRoutes } from './tenancy/mail/http.ts';
import { menuRoutes } from './tenancy/menus/http.ts';
import { roleRoutes } from './tenancy/roles/http.ts';
import { sessionRoutes } from './tenancy/session/session-http.ts';
import { accountRoutes } from './tenancy/session/http.ts';
import { staffRoutes } from './tenancy/staff/http.ts';

/** What each of them answers is said where it is declared. */
export const domainRoutes = [
  ...accountRoutes,
  alertRoutes,
  approvalRoutes,
  assignmentRoutes,
  audioReviewRoutes,
  audioRoutes,
  auditRoutes,
  brandDomainRoutes,
  brandRoutes,
  callRoutes,
  callerIdDocumentRoutes,
  callerIdPoolRoutes,
  callerIdReviewRoutes,
  callerIdRoutes,
  carrierMatchRoutes,
  carrierRoutes,
  companyRoleHolderRoutes,
  companyRoleRoutes,
  customerTelephonyRoutes,
  customerFlowRoutes,
  customerRetireRoutes,
  deckRoutes,
  exceptionRoutes,
  ledgerRoutes,
  limitRoutes,
  linkRoutes,
  listRoutes,
  mailRoutes,
  marginRoutes,
  menuRoutes,
  moneySettingsRoutes,
  moveRoutes,
  organisationRoutes,
  paymentRoutes,
  previewRoutes,
  proofRoutes,
  publicBrandRoutes,
  quoteRoutes,
  rateRoutes,
  roleRoutes,
  ruleRoutes,
  sessionRoutes,
  staffRoutes,
  statementRoutes,
  supportRoutes,
  targetRoutes,
  taskRoutes,
  telephonyRoutes,
  tenantDetailRoutes,
  tenantRoutes,
  transferRequestRoutes,
  transferRoutes,
  uploadRoutes,
  versionRoutes,
  walletRoutes,
  webhookRoutes,
] as const;
