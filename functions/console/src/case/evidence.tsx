import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FileDropzone, { useFilesDragging } from "@cloudscape-design/components/file-dropzone";
import FileInput from "@cloudscape-design/components/file-input";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/client";
import { casePath, refreshCase } from "../api/queries";
import type { CaseFile, Download, Evidence, UploadTicket } from "../api/types";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { contentType, fingerprint } from "./upload";
import { verdict } from "./why";

const LARGEST = 20 * 1024 * 1024;
// Only for the file chooser: what may be attached is for the API to say.
const OFFERED = ".pdf,.jpg,.jpeg,.png,.txt,.mp3,.m4a,.mp4,.doc,.xls,.docx,.xlsx";

/** Files attached to a case: shown, downloaded, added. */
export function EvidenceBox({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const { dragging, upload, uploading } = useUpload(file.case.case_id);
  const evidence = file.evidence;
  const mayAdd = verdict(file, "note").allowed;
  return (
    <Container header={<Header variant="h2">{t.case.evidence}</Header>}>
      <SpaceBetween size="s">
        {evidence.length === 0 && <span className="hl-muted">{t.case.noEvidence}</span>}
        <ul className="hl-list">
          {evidence.map((one) => (
            <EvidenceRow key={one.evidence_id} caseId={file.case.case_id} evidence={one} />
          ))}
        </ul>
        {uploading && <Box color="text-body-secondary">{t.case.uploading(uploading)}</Box>}
        {mayAdd &&
          (dragging ? (
            <FileDropzone onChange={({ detail }) => upload(detail.value)}>{t.case.dropEvidence}</FileDropzone>
          ) : (
            <FileInput multiple accept={OFFERED} value={[]} onChange={({ detail }) => upload(detail.value)}>
              {t.case.addEvidence}
            </FileInput>
          ))}
        {mayAdd && (
          <Box color="text-body-secondary" fontSize="body-s">
            {t.case.evidenceHint}
          </Box>
        )}
      </SpaceBetween>
    </Container>
  );
}

function EvidenceRow({ caseId, evidence }: { caseId: string; evidence: Evidence }) {
  const { t, format } = useTranslation();
  const { api } = useConsole();
  const notify = useNotify();
  const download = useMutation({
    mutationFn: () => api.get<Download>(`${casePath(caseId)}/evidence/${evidence.evidence_id}`),
    onSuccess: ({ url }) => window.open(url, "_blank", "noopener,noreferrer"),
    onError: (error) =>
      notify.failure(
        error instanceof ApiProblem && error.code === "file_altered"
          ? t.case.evidenceAltered(evidence.name)
          : describeError(error, t),
      ),
  });
  const details = [
    format.size(evidence.size),
    staffNames.of(evidence.by) ?? evidence.by,
    format.dateTime(evidence.at),
  ];
  return (
    <li className="hl-row">
      <div>
        {evidence.uploaded ? (
          <Link onFollow={() => download.mutate()}>{evidence.name}</Link>
        ) : (
          <span className="hl-muted">
            {evidence.name} ({t.case.evidenceMissing})
          </span>
        )}
        <Box color="text-body-secondary" fontSize="body-s">
          {details.join(" · ")}
        </Box>
      </div>
      {evidence.uploaded && (
        <Button
          variant="icon"
          iconName="download"
          ariaLabel={t.case.download(evidence.name)}
          loading={download.isPending}
          onClick={() => download.mutate()}
        />
      )}
    </li>
  );
}

function useUpload(caseId: string) {
  const { t } = useTranslation();
  const { api } = useConsole();
  const client = useQueryClient();
  const notify = useNotify();
  const { areFilesDragging } = useFilesDragging();
  const send = useMutation({
    mutationFn: async (file: File) => {
      const ticket = await api.post<UploadTicket>(`${casePath(caseId)}/evidence`, {
        name: file.name,
        content_type: contentType(file),
        size: file.size,
        ...(await fingerprint(file)),
      });
      const form = new FormData();
      for (const [name, value] of Object.entries(ticket.upload.fields)) form.append(name, value);
      form.append("file", file);
      const answer = await fetch(ticket.upload.url, { method: "POST", body: form });
      if (!answer.ok) throw new ApiProblem(answer.status, "upload_failed", answer.statusText);
    },
    onSuccess: (_, file) => notify.success(t.case.uploaded(file.name)),
    onError: (error, file) =>
      notify.failure(
        error instanceof ApiProblem && error.status === 422
          ? t.case.evidenceType(file.name)
          : t.case.evidenceFailed(file.name),
      ),
    onSettled: () => refreshCase(client, caseId),
  });
  return {
    dragging: areFilesDragging,
    uploading: send.isPending ? send.variables.name : null,
    upload: async (files: File[]) => {
      for (const file of files) {
        if (file.size === 0) notify.failure(t.case.evidenceEmpty(file.name));
        else if (file.size > LARGEST) notify.failure(t.case.evidenceTooLarge(file.name));
        // One after the other; a failure has been told and must not stop the rest.
        else await send.mutateAsync(file).catch(() => undefined);
      }
    },
  };
}
