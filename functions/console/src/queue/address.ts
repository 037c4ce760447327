import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { OUTCOMES, REASONS, STATES } from "../api/codes";
import type { QueueName, TaskFilters } from "../api/queries";

export const PAGE_SIZES = [25, 50, 100];
const STATE_FILTERS: readonly string[] = [...STATES, "every"];

export const LEVELS = ["1", "2"] as const;

const oneOf = (text: string | null, known: readonly string[]): string =>
  text && known.includes(text) ? text : "";
const isDay = (text: string | null): string => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : "");

export interface QueueView {
  filters: TaskFilters;
  page: number;
  /** The cursor at which the page begins, where it is known. */
  at: string | null;
}

/** Reads what is shown from the address; what makes no sense there is left out. */
export function readView(queue: QueueName, search: URLSearchParams): QueueView {
  const state = search.get("state") ?? "";
  const limit = Number(search.get("size"));
  const page = Number(search.get("page"));
  return {
    filters: {
      queue,
      q: search.get("q") ?? "",
      state: STATE_FILTERS.includes(state) ? (state as TaskFilters["state"]) : "",
      office: search.get("office") ?? "",
      assignee: search.get("assignee") ?? "",
      team: search.get("team") ?? "",
      level: oneOf(search.get("level"), LEVELS),
      reason: oneOf(search.get("reason"), REASONS),
      outcome: oneOf(search.get("outcome"), OUTCOMES),
      from: isDay(search.get("from")),
      until: isDay(search.get("until")),
      limit: PAGE_SIZES.includes(limit) ? limit : (PAGE_SIZES[0] as number),
    },
    page: Number.isInteger(page) && page > 1 ? page : 1,
    at: page > 1 ? search.get("at") : null,
  };
}

/** Writes what is shown into the address; what is as usual is left out. */
export function writeView({ filters, page, at }: QueueView): URLSearchParams {
  const search = new URLSearchParams();
  if (filters.q) search.set("q", filters.q);
  if (filters.state) search.set("state", filters.state);
  if (filters.office) search.set("office", filters.office);
  for (const name of ["assignee", "team", "level", "reason", "outcome", "from", "until"] as const) {
    if (filters[name]) search.set(name, filters[name]);
  }
  if (filters.limit !== PAGE_SIZES[0]) search.set("size", String(filters.limit));
  if (page > 1) search.set("page", String(page));
  if (page > 1 && at) search.set("at", at);
  return search;
}

/** The view of a queue, kept in the address. A new filter starts at page one. */
export function useQueueView(queue: QueueName) {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const view = useMemo(() => readView(queue, new URLSearchParams(text)), [queue, text]);
  return {
    ...view,
    filter: (change: Partial<TaskFilters>, replace = false) =>
      setSearch(writeView({ filters: { ...view.filters, ...change }, page: 1, at: null }), { replace }),
    turnTo: (page: number, at: string | null) => setSearch(writeView({ ...view, page, at })),
  };
}
