import { useEffect } from "react";
import { useTranslation } from "../i18n";

/** Names the page in the browser's tab. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title, t]);
}
