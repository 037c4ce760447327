import { useEffect, useRef } from "react";
import { kept } from "../domain/kept";

/** Keys (`j`, `?`) or two in a row (`g m`) and what they do; a handler that answers false lets the key pass. */
export type Shortcuts = Record<string, (event: KeyboardEvent) => unknown>;

const SEQUENCE_MS = 1200;
const TYPING =
  "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=menu]";

/** Whether this key press is meant for a field and not for the page. */
const isTyping = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest(TYPING) !== null;

const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

const STORED_OFF = "hailong.shortcuts-off";

/** Whether this person uses them; who speaks to the computer, or whose hand trembles, had better not. */
export const shortcutsOn = () => kept.getItem(STORED_OFF) === null;

export function turnShortcuts(on: boolean): void {
  if (on) kept.removeItem(STORED_OFF);
  else kept.setItem(STORED_OFF, "yes");
}

/** Listens for shortcuts as long as the component stands. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    let prefix = "";
    let prefixAt = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event) || dialogOpen() || !shortcutsOn()) return;
      const sequence = Date.now() - prefixAt < SEQUENCE_MS ? `${prefix} ${event.key}` : "";
      const handler = current.current[sequence] ?? current.current[event.key];
      prefix = event.key;
      prefixAt = Date.now();
      if (handler && handler(event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
