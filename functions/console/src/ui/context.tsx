import { createContext, useContext, useEffect, useState } from "react";
import type { ApiClient } from "../api/client";
import type { Person } from "../auth/person";
import type { Session } from "../auth/session";
import type { PublicConfig } from "../config";
import type { Drafts } from "../domain/drafts";
import { unitOn } from "../domain/units";
import type { Workdays } from "../domain/workdays";
import { useTranslation } from "../i18n";

/** What every page of a signed-in person works with. */
export interface Console {
  person: Person;
  session: Session;
  api: ApiClient;
  drafts: Drafts;
  workdays: Workdays;
  config: PublicConfig;
}

const ConsoleContext = createContext<Console | null>(null);
export const ConsoleProvider = ConsoleContext.Provider;

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (!value) throw new Error("useConsole outside its provider");
  return value;
}

/** What an office was called on a day (today unless given), or its code where the name is not known. */
export function useOfficeName(): (code: string, day?: string) => string {
  const { config } = useConsole();
  const { language } = useTranslation();
  return (code, day) => unitOn(config.names, code, day)?.[language] ?? code;
}

/** The same as it is said in passing ("Hòn Gai"). */
export function useShortOfficeName(): (code: string, day?: string) => string {
  const { config } = useConsole();
  return (code, day) => unitOn(config.names, code, day)?.short ?? code;
}

/** What a team of an office was called on a day (today unless given), or what `otherwise` makes of its code. */
export function useTeamName(): (
  office: string,
  team: string,
  otherwise: (team: string) => string,
  day?: string,
) => string {
  const { config } = useConsole();
  const { language } = useTranslation();
  return (office, team, otherwise, day) =>
    unitOn(config.names, `${office}-${team}`, day)?.[language] ?? otherwise(team);
}

/** The present moment, looked at anew every half minute. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener("change", update);
    return () => list.removeEventListener("change", update);
  }, [query]);
  return matches;
}

/** True on phones, and at high zoom. */
export const useNarrow = () => useMedia("(max-width: 688px)");
