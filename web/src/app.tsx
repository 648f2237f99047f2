import { Navigate, Route, Router, type RouteSectionProps, useLocation } from '@solidjs/router';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { type Component, ErrorBoundary, For, type JSX, Show, Suspense, createEffect, lazy } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { locale } from './i18n/translate.ts';
import { useBrandOf } from './session/brand.ts';
import { LoginPage } from './session/login-page.tsx';
import { Problem } from './session/problem.ts';
import { whenUnauthenticated } from './session/request.ts';
import { SessionContext, endSession, followOtherTabs, useSession, useSessionQuery } from './session/session.ts';
import { Home, NotFound } from './shell/home.tsx';
import { type Page, pages } from './shell/pages.ts';
import { Permitted, Shell } from './shell/shell.tsx';
import { ConfirmEmailPage } from './tenancy/mail/confirm-email-page.tsx';
import { ErrorState } from './ui/notice.tsx';
import { PageBones } from './ui/page.tsx';
import { dataOf } from './ui/query.ts';
import { Toasts } from './ui/toast.tsx';

const AccountPage = lazy(() => import('./account/account-page.tsx'));
const TasksPage = lazy(() => import('./tasks/tasks-page.tsx'));
const NewTaskPage = lazy(() => import('./tasks/new-task-page.tsx'));
const TaskPage = lazy(() => import('./tasks/task-page.tsx'));
const TenantsPage = lazy(() => import('./billing/tenants-page.tsx'));
const LedgerPage = lazy(() => import('./billing/ledger/ledger-page.tsx'));
const StatementsPage = lazy(() => import('./billing/statements/statements-page.tsx'));
const ApprovalsPage = lazy(() => import('./tasks/approvals-page.tsx'));
const CallerIdsPage = lazy(() => import('./callerids/caller-ids-page.tsx'));
const CallerIdPoolsPage = lazy(() => import('./callerids/pools-page.tsx'));
const CallerIdReviewsPage = lazy(() => import('./callerids/review/reviews-page.tsx'));
const AudioPage = lazy(() => import('./audio/audio-page.tsx'));
const AudioReviewsPage = lazy(() => import('./audio/reviews-page.tsx'));
const CdrsPage = lazy(() => import('./calls/cdrs-page.tsx'));
const ChargesPage = lazy(() => import('./calls/charges-page.tsx'));
const ReconciliationPage = lazy(() => import('./reconciliation/reconciliation-page.tsx'));
const CarrierFilePage = lazy(() => import('./reconciliation/carrier-file-page.tsx'));
const CompanyRolesPage = lazy(() => import('./tenancy/company-roles/company-roles-page.tsx'));
const RolesPage = lazy(() => import('./tenancy/roles/roles-page.tsx'));
const StaffPage = lazy(() => import('./tenancy/staff/staff-page.tsx'));
const TransferRequestsPage = lazy(() => import('./billing/wallets/requests-page.tsx'));
const MoneySettingsPage = lazy(() => import('./billing/wallets/settings-page.tsx'));
const PaymentsPage = lazy(() => import('./billing/payments/payments-page.tsx'));
const PaymentPage = lazy(() => import('./billing/payments/payment-page.tsx'));
const AuditPage = lazy(() => import('./audit/audit-page.tsx'));
const SupportSessionsPage = lazy(() => import('./tenancy/support/support-page.tsx'));
const CustomerTelephonyPage = lazy(() => import('./telephony/customers/customer-telephony-page.tsx'));
const LimitsPage = lazy(() => import('./tenancy/limits/limits-page.tsx'));
const BrandingPage = lazy(() => import('./tenancy/branding/branding-page.tsx'));
const MenusPage = lazy(() => import('./shell/menu/menus-page.tsx'));
const OrganisationPage = lazy(() => import('./telephony/organisation/organisation-page.tsx'));
const ReferencePage = lazy(() => import('./reference/reference-page.tsx'));
const JobsPage = lazy(() => import('./jobs/jobs-page.tsx'));
const QuotePage = lazy(() => import('./billing/prices/quote-page.tsx'));
const ImportPage = lazy(() => import('./billing/decks/import-page.tsx'));
const RateGroupsPage = lazy(() => import('./billing/rate-groups-page.tsx'));

/** Open to everybody who is signed in. */
const accountPath = '/account';

const maxRetries = 2;

/** Asks again only where asking again can help: the network and the server's own failures. */
function worthRetrying(failures: number, error: Error): boolean {
  const final = error instanceof Problem && error.status >= 400 && error.status < 500;
  return !final && failures < maxRetries;
}

function createClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
    queryCache: new QueryCache(),
  });
  whenUnauthenticated(() => endSession(client));
  followOtherTabs(client);
  return client;
}

/** While something has to be done first there is only the account page, which knows where one wanted to go. */
function Dutiful(props: { children?: JSX.Element }) {
  const session = useSession();
  const location = useLocation();
  return (
    <Show
      when={session().duty === null || location.pathname === accountPath}
      fallback={<Navigate href={accountPath} state={{ wanted: location.pathname + location.search }} />}
    >
      {props.children}
    </Show>
  );
}

/** Shows the pages to who is signed in and the login page, at the same address, to everybody else. */
function Guard(props: { children?: JSX.Element }) {
  const query = useSessionQuery();
  const session = () => dataOf(query);
  return (
    <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}>
      <Show when={session()} fallback={<Show when={!query.isPending}>{<LoginPage />}</Show>}>
        {(known) => (
          <SessionContext.Provider value={known}>
            <Shell>
              <ErrorBoundary fallback={(error: unknown, reset) => <ErrorState error={error} retry={reset} />}>
                <Suspense fallback={<PageBones />}>
                  <Dutiful>{props.children}</Dutiful>
                </Suspense>
              </ErrorBoundary>
            </Shell>
          </SessionContext.Provider>
        )}
      </Show>
    </Show>
  );
}

/** Where a mailed link leads, whoever is signed in here. */
const confirmEmailPath = '/confirm-email';

function Root(props: RouteSectionProps) {
  const location = useLocation();
  const session = useSessionQuery();
  useBrandOf(() => dataOf(session)?.tenant.id ?? null);
  createEffect(() => {
    document.documentElement.lang = locale();
  });
  return (
    <>
      <Show when={location.pathname !== confirmEmailPath} fallback={<ConfirmEmailPage />}>
        <Guard>{props.children}</Guard>
      </Show>
      <Toasts />
    </>
  );
}

/** Paths that stand under a page of the navigation are open to whoever may open that page. */
const routes: readonly { readonly path: string | string[]; readonly page: Page; readonly component: Component }[] = [
  { path: pages.tasks.path, page: pages.tasks, component: TasksPage },
  { path: '/tasks/new', page: pages.newTask, component: NewTaskPage },
  { path: '/tasks/:taskId', page: pages.tasks, component: TaskPage },
  { path: pages.tenants.path, page: pages.tenants, component: TenantsPage },
  { path: pages.payments.path, page: pages.payments, component: PaymentsPage },
  { path: '/payments/:paymentId', page: pages.payments, component: PaymentPage },
  { path: pages.ledger.path, page: pages.ledger, component: LedgerPage },
  { path: pages.statements.path, page: pages.statements, component: StatementsPage },
  { path: pages.approvals.path, page: pages.approvals, component: ApprovalsPage },
  { path: pages.callerIds.path, page: pages.callerIds, component: CallerIdsPage },
  { path: pages.callerIdPools.path, page: pages.callerIdPools, component: CallerIdPoolsPage },
  { path: pages.callerIdReviews.path, page: pages.callerIdReviews, component: CallerIdReviewsPage },
  { path: pages.audio.path, page: pages.audio, component: AudioPage },
  { path: pages.audioReviews.path, page: pages.audioReviews, component: AudioReviewsPage },
  { path: pages.cdrs.path, page: pages.cdrs, component: CdrsPage },
  { path: pages.charges.path, page: pages.charges, component: ChargesPage },
  { path: pages.quotes.path, page: pages.quotes, component: QuotePage },
  { path: '/rate-groups/:rateGroupId/import', page: pages.rateGroups, component: ImportPage },
  { path: [pages.rateGroups.path, '/rate-groups/:rateGroupId'], page: pages.rateGroups, component: RateGroupsPage },
  { path: pages.reconciliation.path, page: pages.reconciliation, component: ReconciliationPage },
  { path: '/reconciliation/carrier-files/:fileId', page: pages.reconciliation, component: CarrierFilePage },
  { path: pages.transferRequests.path, page: pages.transferRequests, component: TransferRequestsPage },
  { path: pages.moneySettings.path, page: pages.moneySettings, component: MoneySettingsPage },
  { path: pages.limits.path, page: pages.limits, component: LimitsPage },
  { path: pages.audit.path, page: pages.audit, component: AuditPage },
  { path: pages.supportSessions.path, page: pages.supportSessions, component: SupportSessionsPage },
  { path: pages.customerTelephony.path, page: pages.customerTelephony, component: CustomerTelephonyPage },
  { path: pages.staff.path, page: pages.staff, component: StaffPage },
  { path: pages.roles.path, page: pages.roles, component: RolesPage },
  { path: pages.companyRoles.path, page: pages.companyRoles, component: CompanyRolesPage },
  { path: pages.organisation.path, page: pages.organisation, component: OrganisationPage },
  { path: pages.reference.path, page: pages.reference, component: ReferencePage },
  { path: pages.branding.path, page: pages.branding, component: BrandingPage },
  { path: pages.menus.path, page: pages.menus, component: MenusPage },
  { path: pages.jobs.path, page: pages.jobs, component: JobsPage },
];

export function App() {
  const client = createClient();
  return (
    <QueryClientProvider client={client}>
      <Router root={Root}>
        <Route path={['/', '/login']} component={Home} />
        <Route path={accountPath} component={AccountPage} />
        <For each={routes}>
          {(route) => (
            <Route
              path={route.path}
              component={() => (
                <Permitted page={route.page}>
                  <Dynamic component={route.component} />
                </Permitted>
              )}
            />
          )}
        </For>
        <Route path="*" component={NotFound} />
      </Router>
    </QueryClientProvider>
  );
}
