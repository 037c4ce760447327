import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

const DISMISS_AFTER = 6000;

interface Notifications {
  success: (text: string) => void;
  failure: (text: string) => void;
}

const NotifyContext = createContext<Notifications | null>(null);
const ItemsContext = createContext<FlashbarProps.MessageDefinition[]>([]);

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);

  const show = useCallback((type: "success" | "error", content: string) => {
    const id = crypto.randomUUID();
    const dismiss = () => setItems((before) => before.filter((item) => item.id !== id));
    const item = { id, type, content, dismissible: true, onDismiss: dismiss };
    setItems((before) => [...before.slice(-2), item]);
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

export function NotificationBar() {
  return <Flashbar items={useContext(ItemsContext)} />;
}

/** Tells the person that something worked or did not. */
export function useNotify(): Notifications {
  const notify = useContext(NotifyContext);
  if (!notify) throw new Error("useNotify outside its provider");
  return notify;
}
