import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { saveFile } from "../ui/save-file";
import { quarterParts, quartersUpTo, type StatisticsView, viewQuery } from "./address";
import type { StatisticsWords } from "./words";

/** The view as a link or as a file. */
export function Export({
  view,
  today,
  words,
}: {
  view: StatisticsView;
  today: string;
  words: StatisticsWords;
}) {
  const { t, language } = useTranslation();
  const { api } = useConsole();
  const notify = useNotify();
  const download = useMutation({
    mutationFn: async (id: string) => {
      const [kind, choice] = id.split(":") as ["csv" | "xlsx" | "cdci", string | undefined];
      const file =
        kind === "cdci"
          ? await api.file("statistics/cdci", { quarter: choice })
          : await api.file("statistics/export", {
              ...viewQuery(view),
              format: kind,
              ...(kind === "csv" && { locale: language }),
            });
      const name =
        file.name ?? `hailong-${choice ?? view.unit.replace(":", "-")}.${kind === "csv" ? "csv" : "xlsx"}`;
      saveFile(file.content, name);
      return name;
    },
    onSuccess: (name) => notify.success(words.exported(name)),
    onError: (error) => notify.failure(`${words.exportFailed} ${describeError(error, t)}`),
  });
  const copy = () =>
    navigator.clipboard
      .writeText(new URL(`?${new URLSearchParams(viewQuery(view))}`, location.href).href)
      .then(() => notify.success(words.copied))
      .catch(() => notify.failure(words.copyFailed));
  return (
    <div className="hl-actions">
      <SpaceBetween direction="horizontal" size="xs">
        <Button iconName="share" onClick={() => void copy()}>
          {words.copyLink}
        </Button>
        <ButtonDropdown
          variant="primary"
          loading={download.isPending}
          items={[
            { id: "xlsx", text: words.exportXlsx, iconName: "download" },
            { id: "csv", text: words.exportCsv, iconName: "download" },
            {
              id: "cdci",
              text: words.exportCdci,
              items: quartersUpTo(today).map((quarter) => ({
                id: `cdci:${quarter}`,
                text: words.quarter(...quarterParts(quarter)),
              })),
            },
          ]}
          onItemClick={({ detail }) => download.mutate(detail.id)}
        >
          {words.export}
        </ButtonDropdown>
      </SpaceBetween>
    </div>
  );
}
