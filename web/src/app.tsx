import { Route, Router, type RouteSectionProps } from '@solidjs/router';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/solid-query';
import { ErrorBoundary, type JSX, Show, Suspense, createEffect, lazy } from 'solid-js';
import { locale } from './i18n/translate.ts';
import { LoginPage } from './session/login-page.tsx';
import { Problem } from './session/problem.ts';
import { whenUnauthenticated } from './session/request.ts';
import { SessionContext, endSession, useSessionQuery } from './session/session.ts';
import { Home, NotFound } from './shell/home.tsx';
import { pages } from './shell/pages.ts';
import { Permitted, Shell } from './shell/shell.tsx';
import { ErrorState } from './ui/notice.tsx';
import { PageBones } from './ui/page.tsx';
import { dataOf } from './ui/query.ts';
import { Toasts } from './ui/toast.tsx';

const TasksPage = lazy(() => import('./tasks/tasks-page.tsx'));
const NewTaskPage = lazy(() => import('./tasks/new-task-page.tsx'));
const TaskPage = lazy(() => import('./tasks/task-page.tsx'));
const TenantsPage = lazy(() => import('./billing/tenants-page.tsx'));
const LedgerPage = lazy(() => import('./billing/ledger/ledger-page.tsx'));
const StatementsPage = lazy(() => import('./billing/statements/statements-page.tsx'));
const CdrsPage = lazy(() => import('./calls/cdrs-page.tsx'));
const ChargesPage = lazy(() => import('./calls/charges-page.tsx'));
const ReconciliationPage = lazy(() => import('./reconciliation/reconciliation-page.tsx'));
const CarrierFilePage = lazy(() => import('./reconciliation/carrier-file-page.tsx'));
const StaffPage = lazy(() => import('./tenancy/staff/staff-page.tsx'));
const TransferRequestsPage = lazy(() => import('./billing/wallets/requests-page.tsx'));
const MoneySettingsPage = lazy(() => import('./billing/wallets/settings-page.tsx'));
const PaymentsPage = lazy(() => import('./billing/payments/payments-page.tsx'));
const PaymentPage = lazy(() => import('./billing/payments/payment-page.tsx'));
const LimitsPage = lazy(() => import('./tenancy/limits/limits-page.tsx'));
const JobsPage = lazy(() => import('./jobs/jobs-page.tsx'));
const QuotePage = lazy(() => import('./billing/prices/quote-page.tsx'));
const ImportPage = lazy(() => import('./billing/decks/import-page.tsx'));
const RateGroupsPage = lazy(() => import('./billing/rate-groups-page.tsx'));

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
  return client;
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
                <Suspense fallback={<PageBones />}>{props.children}</Suspense>
              </ErrorBoundary>
            </Shell>
          </SessionContext.Provider>
        )}
      </Show>
    </Show>
  );
}

function Root(props: RouteSectionProps) {
  createEffect(() => {
    document.documentElement.lang = locale();
  });
  return (
    <>
      <Guard>{props.children}</Guard>
      <Toasts />
    </>
  );
}

export function App() {
  const client = createClient();
  return (
    <QueryClientProvider client={client}>
      <Router root={Root}>
        <Route path={['/', '/login']} component={Home} />
        <Route path={pages.tasks.path} component={() => <Permitted page={pages.tasks}>{<TasksPage />}</Permitted>} />
        <Route path="/tasks/new" component={() => <Permitted page={pages.newTask}>{<NewTaskPage />}</Permitted>} />
        <Route path="/tasks/:taskId" component={() => <Permitted page={pages.tasks}>{<TaskPage />}</Permitted>} />
        <Route
          path={pages.tenants.path}
          component={() => <Permitted page={pages.tenants}>{<TenantsPage />}</Permitted>}
        />
        <Route
          path={pages.payments.path}
          component={() => <Permitted page={pages.payments}>{<PaymentsPage />}</Permitted>}
        />
        <Route
          path="/payments/:paymentId"
          component={() => <Permitted page={pages.payments}>{<PaymentPage />}</Permitted>}
        />
        <Route path={pages.ledger.path} component={() => <Permitted page={pages.ledger}>{<LedgerPage />}</Permitted>} />
        <Route
          path={pages.statements.path}
          component={() => <Permitted page={pages.statements}>{<StatementsPage />}</Permitted>}
        />
        <Route path={pages.cdrs.path} component={() => <Permitted page={pages.cdrs}>{<CdrsPage />}</Permitted>} />
        <Route
          path={pages.charges.path}
          component={() => <Permitted page={pages.charges}>{<ChargesPage />}</Permitted>}
        />
        <Route path={pages.quotes.path} component={() => <Permitted page={pages.quotes}>{<QuotePage />}</Permitted>} />
        <Route
          path="/rate-groups/:rateGroupId/import"
          component={() => <Permitted page={pages.rateGroups}>{<ImportPage />}</Permitted>}
        />
        <Route
          path={[pages.rateGroups.path, '/rate-groups/:rateGroupId']}
          component={() => <Permitted page={pages.rateGroups}>{<RateGroupsPage />}</Permitted>}
        />
        <Route
          path={pages.reconciliation.path}
          component={() => <Permitted page={pages.reconciliation}>{<ReconciliationPage />}</Permitted>}
        />
        <Route
          path="/reconciliation/carrier-files/:fileId"
          component={() => <Permitted page={pages.reconciliation}>{<CarrierFilePage />}</Permitted>}
        />
        <Route
          path={pages.transferRequests.path}
          component={() => <Permitted page={pages.transferRequests}>{<TransferRequestsPage />}</Permitted>}
        />
        <Route
          path={pages.moneySettings.path}
          component={() => <Permitted page={pages.moneySettings}>{<MoneySettingsPage />}</Permitted>}
        />
        <Route path={pages.limits.path} component={() => <Permitted page={pages.limits}>{<LimitsPage />}</Permitted>} />
        <Route path={pages.staff.path} component={() => <Permitted page={pages.staff}>{<StaffPage />}</Permitted>} />
        <Route path={pages.jobs.path} component={() => <Permitted page={pages.jobs}>{<JobsPage />}</Permitted>} />
        <Route path="*" component={NotFound} />
      </Router>
    </QueryClientProvider>
  );
}
