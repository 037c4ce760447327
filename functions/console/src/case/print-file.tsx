import Button from "@cloudscape-design/components/button";
import { useMutation } from "@tanstack/react-query";
import { casePath } from "../api/queries";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { saveFile } from "../ui/save-file";

/** The case file as PDF, for the archive. */
export function PrintFile({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const { api } = useConsole();
  const notify = useNotify();
  const download = useMutation({
    mutationFn: async () => {
      const file = await api.file(`${casePath(caseId)}/file`, {});
      const name = file.name ?? `${caseId}.pdf`;
      saveFile(file.content, name);
      return name;
    },
    onSuccess: (name) => notify.success(t.case.paperSaved(name)),
    onError: (error) => notify.failure(`${t.case.paperFailed} ${describeError(error, t)}`),
  });
  return (
    <Button
      iconName="download"
      loading={download.isPending}
      loadingText={t.case.paper}
      onClick={() => download.mutate()}
    >
      {t.case.paper}
    </Button>
  );
}
