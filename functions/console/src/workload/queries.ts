import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { casePath } from "../api/queries";
import type { CaseFile, CaseItem, Workload } from "../api/types";
import { staffNames } from "../domain/names";
import { useConsole } from "../ui/context";

const KEY = ["workload"];
const REFRESH_MS = 30_000;

/** Who has how many cases; of one office, or of all that this person sees. */
export function useWorkload(office: string, enabled = true) {
  const { api } = useConsole();
  return useQuery({
    queryKey: [...KEY, office],
    queryFn: async ({ signal }) => {
      const answer = await api.get<Workload>("workload", { office: office || undefined }, signal);
      staffNames.learn(answer.names);
      return answer;
    },
    refetchInterval: REFRESH_MS,
    enabled,
  });
}

export interface Assigned {
  done: CaseItem[];
  failed: { item: CaseItem; error: unknown }[];
}

/** Gives several cases to one person, one after the other; what is refused stands in the way of none of the others. */
export function useAssignAll(onProgress: (done: number) => void) {
  const { api } = useConsole();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      items,
      assignee,
      signal,
    }: {
      items: CaseItem[];
      assignee: string;
      signal: AbortSignal;
    }) => {
      const result: Assigned = { done: [], failed: [] };
      for (const item of items) {
        if (signal.aborted) break;
        try {
          const body = { assignee, version: item.version };
          await api.post<CaseFile>(`${casePath(item.case_id)}/assign`, body, signal);
          result.done.push(item);
        } catch (error) {
          if (signal.aborted) break;
          result.failed.push({ item, error });
        }
        onProgress(result.done.length);
      }
      return result;
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: KEY }),
        client.invalidateQueries({ queryKey: ["tasks"] }),
        client.invalidateQueries({ queryKey: ["case"] }),
      ]),
  });
}
