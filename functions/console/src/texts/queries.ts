import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/client";
import type { NewText, StartingText, StartingTexts } from "../api/types";
import { staffNames } from "../domain/names";
import type { Messages } from "../i18n/vi";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import type { TextWords } from "./words";

const KEY = ["texts"];

/** The texts of the person's office, or another, and of the department. */
export function useTexts(office?: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: [...KEY, { office }],
    queryFn: async ({ signal }) => {
      const answer = await api.get<StartingTexts>("texts", { office }, signal);
      staffNames.learn(answer.names);
      return answer.items;
    },
  });
}

/** What a text has been, the latest version first. */
export function useVersions(textId: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: [...KEY, textId],
    queryFn: async ({ signal }) => {
      const path = `texts/${encodeURIComponent(textId)}/versions`;
      const answer = await api.get<StartingTexts>(path, {}, signal);
      staffNames.learn(answer.names);
      return answer.items;
    },
  });
}

/** Writes the next version of a text, or a new one where there is no version before. */
export function useKeepText() {
  const { api } = useConsole();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ before, text }: { before: StartingText | null; text: NewText }) => {
      if (!before) return api.post<StartingText>("texts", text);
      const { office: _, ...content } = text;
      const path = `texts/${encodeURIComponent(before.text_id)}`;
      return api.put<StartingText>(path, { ...content, version: before.version });
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Why a text was not kept, in words. */
export function describeProblem(error: unknown, t: Messages, words: TextWords): string {
  const code = error instanceof ApiProblem ? error.code : "";
  if (code === "stale") return words.stale;
  if (code === "quota_reached") return words.full;
  return describeError(error, t);
}
