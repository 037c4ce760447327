import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import { type ComponentType, useEffect, useState } from "react";
import { ApiProblem } from "../api/client";
import { useTranslation } from "../i18n";
import { Blank, ErrorView } from "./errors";

const UNREACHABLE = new ApiProblem(0, "network", "a script could not be fetched");

interface Retry {
  onRetry: () => void;
}

/** A page whose script is fetched when it is first shown, and again whenever that has failed. */
export const lazyPage = <Props extends object>(load: Load<Props>) => lazy(load, Loading, PageNotLoaded);

/** The same for what stands on a page: it has no heading of the page's rank. */
export const lazyPart = <Props extends object>(load: Load<Props>) => lazy(load, Loading, PartNotLoaded);

/** The same for what nobody waits for among other things: it is not seen until it is there. */
export const lazyExtra = <Props extends object>(load: Load<Props>) => lazy(load, Unseen, Unseen);

type Load<Props> = () => Promise<{ default: ComponentType<Props> }>;

/** What has failed is fetched anew when somebody asks for it, and when there is a network again. */
function lazy<Props extends object>(
  load: Load<Props>,
  Waiting: ComponentType,
  NotLoaded: ComponentType<Retry>,
) {
  let loaded: ComponentType<Props> | null = null;

  return function Lazy(props: Props) {
    const [Component, setComponent] = useState(() => loaded);
    const [failures, setFailures] = useState(0);
    const [attempt, setAttempt] = useState(1);
    const failed = failures >= attempt;

    // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt fetches anew
    useEffect(() => {
      if (loaded) return;
      let left = false;
      load()
        .then((module) => {
          loaded = module.default;
          if (!left) setComponent(() => loaded);
        })
        .catch(() => !left && setFailures((before) => before + 1));
      return () => {
        left = true;
      };
    }, [attempt]);

    useEffect(() => {
      if (!failed) return;
      const again = () => setAttempt((before) => before + 1);
      window.addEventListener("online", again);
      return () => window.removeEventListener("online", again);
    }, [failed]);

    if (Component) return <Component {...props} />;
    if (!failed) return <Waiting />;
    // Some browsers remember a script that failed, and after a new release there is another: only a reload gets that.
    const retry = () => (failures > 1 ? location.reload() : setAttempt((before) => before + 1));
    return <NotLoaded onRetry={retry} />;
  };
}

function PageNotLoaded({ onRetry }: Retry) {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Blank title={t.errors.title} hint={t.errors.network}>
        <Button variant="primary" onClick={onRetry}>
          {t.errors.retry}
        </Button>
      </Blank>
    </div>
  );
}

const PartNotLoaded = ({ onRetry }: Retry) => <ErrorView error={UNREACHABLE} onRetry={onRetry} />;

const Unseen = () => null;

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="hl-loading" role="status">
      <Spinner size="large" />
      <span className="hl-visually-hidden">{t.common.loading}</span>
    </div>
  );
}
