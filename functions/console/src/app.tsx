import Button from "@cloudscape-design/components/button";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { ApiProblem } from "./api/client";
import { homeQueue, type QueueName } from "./api/queries";
import { handlesCases, reviews, seesEveryOffice } from "./auth/person";
import type { Session } from "./auth/session";
import { basePath } from "./base";
import { useTranslation } from "./i18n";
import { type Console, ConsoleProvider, useConsole } from "./ui/context";
import { Blank, CrashBoundary } from "./ui/errors";
import { lazyPage } from "./ui/lazy";
import { NotificationsProvider } from "./ui/notifications";
import { SessionGuard } from "./ui/session-guard";
import { Shell } from "./ui/shell";

const QueuePage = lazyPage(() => import("./queue/page"));
const loadCasePage = () => import("./case/page");
const CasePage = lazyPage(loadCasePage);
const StatisticsPage = lazyPage(() => import("./statistics/page"));

const NewsPage = lazyPage(() => import("./news/page"));
const WorkloadPage = lazyPage(() => import("./workload/page"));
const TextsPage = lazyPage(() => import("./texts/page"));

const NEXT_PAGE_AFTER_MS = 1500;

const queries = new QueryClient({
  defaultOptions: {
    // Nothing waits for a network to be sent later: it is sent at once, or it has failed and says so.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 5_000,
      // What the server refuses it refuses again; only silence and its own faults are worth another try.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
    },
  },
});

export function App({ console: value }: { console: Console }) {
  const { t } = useTranslation();
  return (
    <CrashBoundary t={t}>
      <QueryClientProvider client={queries}>
        <ConsoleProvider value={value}>
          <Router base={basePath}>
            <NotificationsProvider>
              <Shell>
                <PageBoundary>
                  <Pages />
                </PageBoundary>
              </Shell>
              <SessionGuard />
            </NotificationsProvider>
          </Router>
        </ConsoleProvider>
      </QueryClientProvider>
    </CrashBoundary>
  );
}

/** What breaks on one page does not stand in the way of the next. */
function PageBoundary({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  return (
    <CrashBoundary key={path} t={t}>
      {children}
    </CrashBoundary>
  );
}

function Pages() {
  const { person } = useConsole();
  // The page that comes next is fetched once the first one stands.
  useEffect(() => {
    const next = () => Promise.all([loadCasePage(), import("./ui/session-dialog")]).catch(() => undefined);
    const timer = setTimeout(() => void next(), NEXT_PAGE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const home = handlesCases(person) ? `/queue/${homeQueue(person)}` : "/statistics";
  const queues: QueueName[] = [
    ...(handlesCases(person) ? (["mine"] as const) : []),
    ...(seesEveryOffice(person) ? (["all"] as const) : (["office"] as const)),
    ...(reviews(person) ? (["review"] as const) : []),
    "overdue",
    "calls",
  ];
  return (
    <Switch>
      <Route path="/">
        <Redirect to={home} replace />
      </Route>
      {queues.map((queue) => (
        <Route key={queue} path={`/queue/${queue}`}>
          <QueuePage key={queue} queue={queue} />
        </Route>
      ))}
      <Route path="/cases/:caseId">{({ caseId }) => <CasePage key={caseId} caseId={caseId} />}</Route>
      <Route path="/statistics">
        <StatisticsPage />
      </Route>
      {handlesCases(person) && (
        <Route path="/news">
          <NewsPage />
        </Route>
      )}
      {reviews(person) && (
        <Route path="/workload">
          <WorkloadPage />
        </Route>
      )}
      {reviews(person) && (
        <Route path="/texts">
          <TextsPage />
        </Route>
      )}
      <Route>
        <UnknownPage />
      </Route>
    </Switch>
  );
}

function UnknownPage() {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  return (
    <Blank title={t.errors.pageNotFound} hint={t.errors.unknownPage}>
      <Button variant="primary" onClick={() => navigate("/")}>
        {t.case.backToQueue}
      </Button>
    </Blank>
  );
}

/** What a person sees after being signed out. */
export function SignedOut({ session }: { session: Session }) {
  const { t } = useTranslation();
  const reason = session.signedOut()?.reason ?? "chosen";
  const [title, hint] = {
    chosen: [t.session.chosen, t.session.chosenHint],
    idle: [t.session.idle, t.session.idleHint],
    expired: [t.session.expired, t.session.expiredHint],
  }[reason] as [string, string];
  return (
    <main>
      <Blank title={title} hint={hint}>
        <Button variant="primary" onClick={() => void session.signIn()}>
          {t.session.signIn}
        </Button>
      </Blank>
    </main>
  );
}

/** What a person sees whom the sign-in page has not let in. */
export function SignInFailed({ session, code }: { session: Session; code: string }) {
  const { t } = useTranslation();
  return (
    <main role="alert">
      <Blank title={t.session.failed} hint={t.session.failedHint(code)}>
        <Button variant="primary" onClick={() => void session.signIn()}>
          {t.session.signIn}
        </Button>
      </Blank>
    </main>
  );
}

/** What a person sees whose account is in no group. */
export function NoRole({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <main>
      <Blank title={t.session.noGroup} hint={t.session.noGroupHint}>
        <Button onClick={() => void session.signOut("chosen")}>{t.nav.signOut}</Button>
      </Blank>
    </main>
  );
}

/** What a person sees when not even the configuration could be read. */
export function StartFailed() {
  const { t } = useTranslation();
  return (
    <main>
      <Blank title={t.errors.start} hint={t.errors.network}>
        <Button variant="primary" onClick={() => location.reload()}>
          {t.errors.reload}
        </Button>
      </Blank>
    </main>
  );
}
