import { consoleRoot } from "./base";

/** What the console must know of its surroundings; public, served by its own function. */
export interface PublicConfig {
  /** OpenID Connect issuer whose discovery document names the hosted sign-in page. */
  authority: string;
  client_id: string;
  /** Minutes without a touch after which a person is signed out. */
  idle_minutes: number;
  /** The offices of today. */
  offices: Office[];
  /** What every office and team was called when, in the order of time. */
  names: Office[];
}

export interface Office {
  /** 20CF for an office, 20CF-01 for a team. */
  code: string;
  vi: string;
  en: string;
  short: string;
  /** Days, both inclusive; no end: until now. */
  valid_from: string;
  valid_to: string | null;
}

/** Days that differ from "Monday to Friday": holidays, and weekend days that were swapped for one. */
export interface WorkCalendar {
  days_off: string[];
  extra_working_days: string[];
}

async function load<T>(name: string): Promise<T> {
  const response = await fetch(new URL(name, consoleRoot));
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return (await response.json()) as T;
}

export const loadConfig = () => load<PublicConfig>("config.json");
export const loadCalendar = () => load<WorkCalendar>("calendar.json");
