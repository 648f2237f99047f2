import type { Permission, Session, TenantKind } from '@yunhu/api/schemas';
import AudioLines from 'lucide-solid/icons/audio-lines';
import BadgeCheck from 'lucide-solid/icons/badge-check';
import Braces from 'lucide-solid/icons/braces';
import Calculator from 'lucide-solid/icons/calculator';
import CreditCard from 'lucide-solid/icons/credit-card';
import Network from 'lucide-solid/icons/network';
import ClipboardCheck from 'lucide-solid/icons/clipboard-check';
import Coins from 'lucide-solid/icons/coins';
import Ear from 'lucide-solid/icons/ear';
import FileHeadphone from 'lucide-solid/icons/file-headphone';
import FileText from 'lucide-solid/icons/file-text';
import Headset from 'lucide-solid/icons/headset';
import Phone from 'lucide-solid/icons/phone';
import ScrollText from 'lucide-solid/icons/scroll-text';
import FileSpreadsheet from 'lucide-solid/icons/file-spreadsheet';
import Gauge from 'lucide-solid/icons/gauge';
import IdCard from 'lucide-solid/icons/id-card';
import KeyRound from 'lucide-solid/icons/key-round';
import ListChecks from 'lucide-solid/icons/list-checks';
import ListClock from 'lucide-solid/icons/list-clock';
import Menu from 'lucide-solid/icons/menu';
import Megaphone from 'lucide-solid/icons/megaphone';
import PhoneCall from 'lucide-solid/icons/phone-call';
import PhoneOutgoing from 'lucide-solid/icons/phone-outgoing';
import Repeat from 'lucide-solid/icons/repeat';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import Palette from 'lucide-solid/icons/palette';
import Tags from 'lucide-solid/icons/tags';
import UsersRound from 'lucide-solid/icons/users-round';
import WalletCards from 'lucide-solid/icons/wallet-cards';

export type Page = {
  readonly path: string;
  readonly label:
    | 'tasks'
    | 'newTask'
    | 'tenants'
    | 'approvals'
    | 'rateGroups'
    | 'quotes'
    | 'ledger'
    | 'statements'
    | 'cdrs'
    | 'charges'
    | 'payments'
    | 'reconciliation'
    | 'jobs'
    | 'transferRequests'
    | 'audit'
    | 'supportSessions'
    | 'customerTelephony'
    | 'limits'
    | 'moneySettings'
    | 'audio'
    | 'audioReviews'
    | 'callerIds'
    | 'callerIdPools'
    | 'callerIdReviews'
    | 'staff'
    | 'roles'
    | 'companyRoles'
    | 'organisation'
    | 'reference'
    | 'branding'
    | 'menus';
  /** One, or several of which one is enough; `signed-in`: whoever has a session. */
  readonly permission: Permission | readonly Permission[] | 'signed-in';
  /** Kinds of tenants for whom the page has something to show; all when absent. */
  readonly kinds?: readonly TenantKind[];
  /** What has to be set up for the page to be there. */
  readonly needs?: 'payments';
};

const sellers: readonly TenantKind[] = ['operator', 'agent'];

/** Every page with what it takes to see it; navigation, palette and routes read the same table. */
export const pages = {
  tasks: { path: '/tasks', label: 'tasks', permission: 'task.read', kinds: ['customer'] },
  newTask: { path: '/tasks/new', label: 'newTask', permission: 'task.write', kinds: ['customer'] },
  tenants: { path: '/tenants', label: 'tenants', permission: ['tenant.read', 'money.top-up'], kinds: sellers },
  approvals: { path: '/approvals', label: 'approvals', permission: 'tenant.read', kinds: ['agent'] },
  rateGroups: { path: '/rate-groups', label: 'rateGroups', permission: 'rates.read', kinds: sellers },
  quotes: { path: '/quotes', label: 'quotes', permission: 'money.read' },
  ledger: { path: '/ledger', label: 'ledger', permission: 'money.read' },
  statements: { path: '/statements', label: 'statements', permission: 'money.read' },
  callerIds: { path: '/caller-ids', label: 'callerIds', permission: 'caller-ids.read', kinds: ['customer'] },
  callerIdPools: {
    path: '/caller-id-pools',
    label: 'callerIdPools',
    permission: 'caller-ids.read',
    kinds: ['customer'],
  },
  callerIdReviews: {
    path: '/caller-id-reviews',
    label: 'callerIdReviews',
    permission: 'caller-ids.review',
    kinds: ['operator'],
  },
  audio: { path: '/audio', label: 'audio', permission: 'audio.read', kinds: ['customer'] },
  audioReviews: { path: '/audio-reviews', label: 'audioReviews', permission: 'audio.review', kinds: ['operator'] },
  cdrs: { path: '/cdrs', label: 'cdrs', permission: 'cdr.read', kinds: ['customer'] },
  charges: { path: '/charges', label: 'charges', permission: 'money.read', kinds: sellers },
  payments: { path: '/payments', label: 'payments', permission: 'money.read', needs: 'payments' },
  transferRequests: {
    path: '/transfer-requests',
    label: 'transferRequests',
    permission: 'money.read',
    kinds: sellers,
  },
  audit: { path: '/audit', label: 'audit', permission: 'audit.read' },
  supportSessions: { path: '/support-sessions', label: 'supportSessions', permission: 'audit.read' },
  customerTelephony: {
    path: '/customer-telephony',
    label: 'customerTelephony',
    permission: 'customer-telephony.read',
    kinds: ['operator'],
  },
  limits: { path: '/limits', label: 'limits', permission: 'money.read' },
  moneySettings: { path: '/money-settings', label: 'moneySettings', permission: 'money.settings' },
  staff: { path: '/staff', label: 'staff', permission: 'staff.read' },
  roles: { path: '/roles', label: 'roles', permission: 'roles.read' },
  companyRoles: {
    path: '/company-roles',
    label: 'companyRoles',
    permission: 'company-roles.write',
    kinds: ['operator'],
  },
  organisation: {
    path: '/organisation',
    label: 'organisation',
    permission: 'organisation.read',
    kinds: ['customer'],
  },
  reference: { path: '/reference', label: 'reference', permission: 'signed-in' },
  branding: { path: '/branding', label: 'branding', permission: 'branding.write' },
  menus: { path: '/menus', label: 'menus', permission: 'menus.write', kinds: ['operator'] },
  jobs: { path: '/jobs', label: 'jobs', permission: 'money.read' },
  reconciliation: {
    path: '/reconciliation',
    label: 'reconciliation',
    permission: 'reconcile.read',
    kinds: ['operator'],
  },
} as const satisfies Record<string, Page>;

/** The side navigation, in its order. */
export const navigation = [
  {
    group: 'marketing',
    entries: [
      { page: pages.tasks, icon: Megaphone },
      { page: pages.cdrs, icon: AudioLines },
      { page: pages.callerIds, icon: PhoneOutgoing },
      { page: pages.callerIdPools, icon: Repeat },
      { page: pages.callerIdReviews, icon: PhoneCall },
      { page: pages.audio, icon: FileHeadphone },
      { page: pages.audioReviews, icon: Ear },
    ],
  },
  {
    group: 'accounts',
    entries: [
      { page: pages.tenants, icon: UsersRound },
      { page: pages.approvals, icon: ClipboardCheck },
      { page: pages.customerTelephony, icon: Phone },
      { page: pages.rateGroups, icon: Tags },
    ],
  },
  {
    group: 'money',
    entries: [
      { page: pages.ledger, icon: FileText },
      { page: pages.charges, icon: Coins },
      { page: pages.statements, icon: FileSpreadsheet },
      { page: pages.payments, icon: CreditCard },
      { page: pages.quotes, icon: Calculator },
      { page: pages.transferRequests, icon: BadgeCheck },
      { page: pages.reconciliation, icon: ListChecks },
    ],
  },
  {
    group: 'company',
    entries: [
      { page: pages.staff, icon: IdCard },
      { page: pages.roles, icon: KeyRound },
      { page: pages.companyRoles, icon: ShieldCheck },
      { page: pages.organisation, icon: Network },
      { page: pages.branding, icon: Palette },
      { page: pages.menus, icon: Menu },
      { page: pages.audit, icon: ScrollText },
      { page: pages.supportSessions, icon: Headset },
      { page: pages.limits, icon: Gauge },
      { page: pages.moneySettings, icon: WalletCards },
      { page: pages.jobs, icon: ListClock },
      { page: pages.reference, icon: Braces },
    ],
  },
] as const;

/** Whether a page stands open to a session. */
export function mayOpen(session: Session, page: Page): boolean {
  const kinds = page.kinds ?? [session.tenant.kind];
  const isPermitted = [page.permission]
    .flat()
    .some((permission) => permission === 'signed-in' || session.permissions.includes(permission));
  const isThere = page.needs !== 'payments' || session.payments !== null;
  return isThere && isPermitted && kinds.includes(session.tenant.kind);
}
