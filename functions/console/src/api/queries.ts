import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useState } from "react";
import { isInspector, type Person, seesEveryOffice } from "../auth/person";
import { staffNames } from "../domain/names";
import { useConsole } from "../ui/context";
import type { ApiClient } from "./client";
import { UNFINISHED } from "./codes";
import type { Action, CaseFile, CaseState, Queue } from "./types";

const REFRESH_QUEUE_MS = 20_000;
const REFRESH_CASE_MS = 15_000;
const COUNTED_AT_MOST = 100;
/** So often a page with something on it is asked to go on. */
const MOST_ROUNDS = 20;

/** The queues of the side bar. */
export type QueueName = "mine" | "review" | "office" | "overdue" | "calls" | "all";

export const NO_FILTERS = {
  q: "",
  state: "",
  office: "",
  assignee: "",
  team: "",
  level: "",
  reason: "",
  outcome: "",
  from: "",
  until: "",
} as const;

export interface TaskFilters {
  queue: QueueName;
  q: string;
  state: CaseState | "" | "every";
  office: string;
  assignee: string;
  team: string;
  level: string;
  reason: string;
  outcome: string;
  from: string;
  until: string;
  limit: number;
}

/** The query of `GET /tasks` that stands for what a person chose. */
export function taskQuery(filters: TaskFilters, person: Person): Record<string, string | number> {
  const query: Record<string, string | number> = { limit: filters.limit };
  if (filters.assignee) query.assignee = filters.assignee;
  if (filters.queue === "mine") query.assignee = person.staffCode;
  if (filters.queue === "office") query.office = person.office;
  if (filters.queue === "review") query.reviewable = "true";
  if (filters.queue === "overdue") query.overdue = "true";
  if (filters.queue === "calls") query.calls_due = "true";
  if (filters.office && filters.queue !== "office") query.office = filters.office;
  for (const [name, value] of [
    ["team", filters.team],
    ["level", filters.level],
    ["reason", filters.reason],
    ["outcome", filters.outcome],
    ["opened_from", filters.from],
    ["opened_until", filters.until],
  ] as const) {
    if (value) query[name] = value;
  }
  const states = statesOf(filters);
  if (states) query.state = states;
  if (filters.q) query.q = filters.q;
  return query;
}

function statesOf({ queue, state }: TaskFilters): string {
  // A call is due whatever has become of the case: without a state, the API adds closed ones to this question.
  if (queue === "calls" && (state === "" || state === "every")) return "";
  if (queue === "review") return "";
  if (state === "") return UNFINISHED.join();
  return state === "every" ? [...UNFINISHED, "decided", "closed"].join() : state;
}

/** Where pages begin, as far as it is known, by query: the cursor of page n stands at n − 1. */
const trails = new Map<string, (string | undefined)[]>();

function trailOf(query: Record<string, string | number>): (string | undefined)[] {
  const key = JSON.stringify(query);
  const trail = trails.get(key) ?? [];
  trails.set(key, trail);
  return trail;
}

/** One page, as full as there is to fill it; goes there from the nearest page before it whose beginning is known. */
export async function fetchPage(
  api: ApiClient,
  query: Record<string, string | number>,
  page: number,
  signal: AbortSignal,
  onGoingOn: (goingOn: boolean) => void = () => undefined,
): Promise<Queue> {
  const trail = trailOf(query);
  let index = page - 1;
  while (index > 0 && trail[index] === undefined) index -= 1;
  for (;;) {
    const answer = await api.get<Queue>("tasks", { ...query, cursor: trail[index] }, signal);
    staffNames.learn(answer.names);
    index += 1;
    trail[index] = answer.cursor ?? undefined;
    if (index >= page || !answer.cursor) return filled(api, query, answer, index, signal, onGoingOn);
  }
}

/** A page that ended short, because much was looked through for little, goes on where it stopped. */
async function filled(
  api: ApiClient,
  query: Record<string, string | number>,
  first: Queue,
  index: number,
  signal: AbortSignal,
  onGoingOn: (goingOn: boolean) => void,
): Promise<Queue> {
  let page = first;
  try {
    for (
      let round = 0;
      // Nothing found yet says nothing: it ends when something is found, all is looked through, or the reader leaves.
      (round < MOST_ROUNDS || page.items.length === 0) &&
      page.cursor &&
      page.items.length < Number(query.limit);
      round += 1
    ) {
      onGoingOn(true);
      const left = Number(query.limit) - page.items.length;
      const more = await api.get<Queue>("tasks", { ...query, limit: left, cursor: page.cursor }, signal);
      staffNames.learn(more.names);
      page = { ...more, items: [...page.items, ...more.items] };
    }
  } finally {
    onGoingOn(false);
  }
  trailOf(query)[index] = page.cursor ?? undefined;
  return page;
}

/** One page of a queue; looks again by itself, and fetches the next page ahead. */
export function useTasks(filters: TaskFilters, page: number, at: string | null) {
  const { api, person } = useConsole();
  const client = useQueryClient();
  const query = taskQuery(filters, person);
  const [goingOn, setGoingOn] = useState(false);
  // A link from somebody else tells where its page begins.
  if (at) trailOf(query)[page - 1] ??= at;
  const options = (wanted: number) => ({
    queryKey: ["tasks", query, wanted],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchPage(api, query, wanted, signal, wanted === page ? setGoingOn : undefined),
  });
  const result = useQuery({
    ...options(page),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_QUEUE_MS,
  });
  const prefetchNext = () => {
    if (result.data?.cursor) void client.prefetchQuery({ ...options(page + 1), staleTime: REFRESH_QUEUE_MS });
  };
  return {
    ...result,
    goingOn,
    prefetchNext,
    startOf: (wanted: number) => trailOf(query)[wanted - 1] ?? null,
  };
}

/** How many cases wait in a queue: exact up to a hundred, null while unknown, or too much had to be looked through. */
export function useCount(filters: Omit<TaskFilters, "limit">, enabled: boolean): string | null {
  const { api, person } = useConsole();
  const query = taskQuery({ ...filters, limit: COUNTED_AT_MOST }, person);
  const { data } = useQuery({
    queryKey: ["tasks", "count", query],
    queryFn: ({ signal }) => api.get<Queue>("tasks", query, signal),
    select: ({ items, cursor }) =>
      cursor && items.length === 0 ? null : `${items.length}${cursor ? "+" : ""}`,
    refetchInterval: REFRESH_QUEUE_MS,
    enabled,
  });
  return data ?? null;
}

const caseKey = (caseId: string) => ["case", caseId];
export const casePath = (caseId: string) => `tasks/${encodeURIComponent(caseId)}`;

async function fetchCase(api: ApiClient, caseId: string, signal: AbortSignal): Promise<CaseFile> {
  const file = await api.get<CaseFile>(casePath(caseId), {}, signal);
  staffNames.learn(file.names);
  return file;
}

export function useCase(caseId: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: caseKey(caseId),
    queryFn: ({ signal }) => fetchCase(api, caseId, signal),
    refetchInterval: REFRESH_CASE_MS,
  });
}

/** Fetches a case file ahead of the click that opens it. */
export function usePrefetchCase(): (caseId: string) => void {
  const { api } = useConsole();
  const client = useQueryClient();
  return (caseId) =>
    void client.prefetchQuery({
      queryKey: caseKey(caseId),
      queryFn: ({ signal }) => fetchCase(api, caseId, signal),
      staleTime: REFRESH_CASE_MS,
    });
}

/** Reads queues and the case again, after something was done or refused. */
export const refreshCase = (client: QueryClient, caseId: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ["tasks"] }),
    client.invalidateQueries({ queryKey: caseKey(caseId) }),
  ]);

export interface ActionRequest {
  caseId: string;
  action: Action;
  body: Record<string, unknown>;
  signal?: AbortSignal;
}

/** Does something to a case; the answer is the case file as it is then. */
export function useAction() {
  const { api } = useConsole();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ caseId, action, body, signal }: ActionRequest) =>
      api.post<CaseFile>(`${casePath(caseId)}/${action}`, body, signal),
    // What was read before must not come in after, and take the place of what the action answers.
    onMutate: ({ caseId }) => client.cancelQueries({ queryKey: caseKey(caseId) }),
    onSuccess: (file, { caseId }) => {
      staffNames.learn(file.names);
      client.setQueryData(caseKey(caseId), file);
      void client.invalidateQueries({ queryKey: ["tasks"] });
    },
    onError: (_error, { caseId }) => void refreshCase(client, caseId),
  });
}

/** Whether a queue holds cases of several offices for this person. */
export const showsOffices = (queue: QueueName, person: Person) =>
  queue !== "mine" && queue !== "office" && seesEveryOffice(person);

/** The queue that a person starts with. */
export function homeQueue(person: Person): QueueName {
  if (isInspector(person)) return "all";
  return "office";
}
