import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { NewsList } from "../api/types";
import { handlesCases } from "../auth/person";
import { useConsole } from "../ui/context";

const KEY = ["news"];
const REFRESH_MS = 60_000;

/** What has happened to cases that concern this person, the latest first. */
export function useNews() {
  const { api, person } = useConsole();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<NewsList>("news", {}, signal),
    refetchInterval: REFRESH_MS,
    enabled: handlesCases(person),
  });
}

/** The news up to a moment have been seen. */
export function useSeen() {
  const { api } = useConsole();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: string) => api.post<NewsList>("news/seen", { until }),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
}
