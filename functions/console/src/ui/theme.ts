import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useEffect, useState } from "react";
import { kept } from "../domain/kept";

export type Theme = "light" | "dark" | "system";
const STORED = "hailong.theme";
const DARK = "(prefers-color-scheme: dark)";

const stored = (): Theme => {
  const value = kept.getItem(STORED);
  return value === "light" || value === "dark" ? value : "system";
};

function show(theme: Theme, onPaper = false): void {
  const dark = !onPaper && (theme === "dark" || (theme === "system" && matchMedia(DARK).matches));
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}

/** Shows the chosen theme before anything is drawn. */
export const startTheme = () => show(stored());

/** The chosen theme, and how to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    kept.setItem(STORED, theme);
    show(theme);
    const list = matchMedia(DARK);
    const update = () => show(theme);
    // Light letters would be lost on white paper.
    const print = () => show(theme, true);
    list.addEventListener("change", update);
    addEventListener("beforeprint", print);
    addEventListener("afterprint", update);
    return () => {
      list.removeEventListener("change", update);
      removeEventListener("beforeprint", print);
      removeEventListener("afterprint", update);
    };
  }, [theme]);
  return [theme, setTheme];
}
