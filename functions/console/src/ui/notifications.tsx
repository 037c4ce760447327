import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useConnected } from "../api/connection";
import { useTranslation } from "../i18n";

const DISMISS_AFTER = 6000;

interface Item {
  id: string;
  type: "success" | "error";
  content: string;
  onDismiss: () => void;
}

interface Notifications {
  success: (text: string) => void;
  failure: (text: string) => void;
}

const NotifyContext = createContext<Notifications | null>(null);
const ItemsContext = createContext<Item[]>([]);

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<Item[]>([]);

  const show = useCallback((type: "success" | "error", content: string) => {
    const id = crypto.randomUUID();
    const dismiss = () => setItems((before) => before.filter((item) => item.id !== id));
    const item: Item = { id, type, content, onDismiss: dismiss };
    // The same failure said twice is one.
    setItems((before) => [...before.filter((one) => one.content !== content).slice(-2), item]);
    // Failures stay until they are read.
    if (type === "success") setTimeout(dismiss, DISMISS_AFTER);
  }, []);

  const notify = useMemo(
    () => ({
      success: (text: string) => show("success", text),
      failure: (text: string) => show("error", text),
    }),
    [show],
  );
  return (
    <NotifyContext.Provider value={notify}>
      <ItemsContext.Provider value={items}>{children}</ItemsContext.Provider>
    </NotifyContext.Provider>
  );
}

/** What there is to tell, and whether the network is gone. Each is read out, and can be closed by its name. */
export function NotificationBar() {
  const { t } = useTranslation();
  const connected = useConnected();
  const items: FlashbarProps.MessageDefinition[] = useContext(ItemsContext).map((item) => ({
    ...item,
    dismissible: true,
    dismissLabel: t.notifications.close(item.content),
    ariaRole: item.type === "error" ? "alert" : "status",
    statusIconAriaLabel: t.notifications[item.type],
  }));
  if (!connected) {
    items.unshift({
      id: "offline",
      type: "warning",
      header: t.errors.offline,
      content: t.errors.offlineHint,
      ariaRole: "alert",
      statusIconAriaLabel: t.notifications.warning,
    });
  }
  return <Flashbar items={items} i18nStrings={{ ariaLabel: t.notifications.label }} />;
}

/** Tells the person that something worked or did not. */
export function useNotify(): Notifications {
  const notify = useContext(NotifyContext);
  if (!notify) throw new Error("useNotify outside its provider");
  return notify;
}
