import Container from "@cloudscape-design/components/container";
import Toggle from "@cloudscape-design/components/toggle";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Desk } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { newsWords } from "./words";

const KEY = ["desk"];

/** Whether this person is sent the mail of the morning. The link in that mail leads here (`#mail`). */
export function MailSwitch() {
  const { t, language } = useTranslation();
  const { api } = useConsole();
  const client = useQueryClient();
  const notify = useNotify();
  const words = newsWords(language);
  const place = useRef<HTMLElement>(null);
  const desk = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Desk>("desk", {}, signal) });
  const choose = useMutation({
    mutationFn: (digest: boolean) => api.put<Desk>("desk", { digest }),
    onSuccess: (answer) => {
      client.setQueryData(KEY, answer);
      notify.success(answer.digest ? words.mailOn : words.mailOff);
    },
    onError: (error) => notify.failure(describeError(error, t)),
  });
  const known = desk.data !== undefined;
  useEffect(() => {
    if (!known || location.hash !== "#mail") return;
    place.current?.scrollIntoView({ block: "center" });
    place.current?.querySelector("input")?.focus();
  }, [known]);
  if (!desk.data) return null;
  return (
    <section ref={place} aria-label={words.mail}>
      <Container>
        <Toggle
          checked={choose.isPending ? choose.variables : desk.data.digest}
          disabled={choose.isPending}
          description={words.mailHint}
          onChange={({ detail }) => choose.mutate(detail.checked)}
        >
          {words.mail}
        </Toggle>
      </Container>
    </section>
  );
}
