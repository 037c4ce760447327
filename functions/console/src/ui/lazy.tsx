import Button from "@cloudscape-design/components/button";
import Spinner from "@cloudscape-design/components/spinner";
import { type ComponentType, useEffect, useState } from "react";
import { useTranslation } from "../i18n";
import { Blank } from "./errors";

/**
 * A page whose script is fetched when it is first shown, and again whenever that has failed; `Waiting` until then.
 * What is `Unseen` until then stays so while it cannot be fetched, and is fetched once there is a network again.
 */
export function lazyPage<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  Waiting: ComponentType = Loading,
) {
  let loaded: ComponentType<Props> | null = null;

  return function LazyPage(props: Props) {
    const [Page, setPage] = useState(() => loaded);
    const [failures, setFailures] = useState(0);
    const [attempt, setAttempt] = useState(1);

    // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt fetches anew
    useEffect(() => {
      if (loaded) return;
      let left = false;
      load()
        .then((module) => {
          loaded = module.default;
          if (!left) setPage(() => loaded);
        })
        .catch(() => !left && setFailures((before) => before + 1));
      return () => {
        left = true;
      };
    }, [attempt]);

    const failed = failures >= attempt;
    useEffect(() => {
      if (!failed || Waiting !== Unseen) return;
      const again = () => setAttempt((before) => before + 1);
      window.addEventListener("online", again);
      return () => window.removeEventListener("online", again);
    }, [failed]);

    if (Page) return <Page {...props} />;
    if (!failed || Waiting === Unseen) return <Waiting />;
    // Some browsers remember a script that failed, and after a new release there is another: only a reload gets that.
    const retry = () => (failures > 1 ? location.reload() : setAttempt((before) => before + 1));
    return <NotLoaded onRetry={retry} />;
  };
}

function NotLoaded({ onRetry }: { onRetry: () => void }) {
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

/** For what stands among other things, which need not move for it. */
export const Unseen = () => null;

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className="hl-loading" role="status">
      <Spinner size="large" />
      <span className="hl-visually-hidden">{t.common.loading}</span>
    </div>
  );
}
