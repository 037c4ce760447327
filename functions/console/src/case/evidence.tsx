import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FileDropzone, { useFilesDragging } from "@cloudscape-design/components/file-dropzone";
import FileInput from "@cloudscape-design/components/file-input";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem } from "../api/client";
import { casePath, refreshCase } from "../api/queries";
import type { CaseFile, Download, Evidence, UploadTicket } from "../api/types";
import { reviews } from "../auth/person";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { Dialog } from "../ui/dialog";
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
            <EvidenceRow key={one.evidence_id} file={file} evidence={one} />
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

function EvidenceRow({ file, evidence }: { file: CaseFile; evidence: Evidence }) {
  const { t, format } = useTranslation();
  const { api, person } = useConsole();
  const notify = useNotify();
  const [withdrawing, setWithdrawing] = useState(false);
  const caseId = file.case.case_id;
  const path = `${casePath(caseId)}/evidence/${evidence.evidence_id}`;
  const fetched = useMutation({
    mutationFn: (view: boolean) => api.get<Download>(path, { view: view ? "true" : undefined }),
    onSuccess: ({ url }) => window.open(url, "_blank", "noopener,noreferrer"),
    onError: (error) =>
      notify.failure(
        error instanceof ApiProblem && error.code === "file_altered"
          ? t.case.evidenceAltered(evidence.name)
          : describeError(error, t),
      ),
  });
  const mayWithdraw =
    !evidence.withdrawn &&
    !evidence.erased &&
    verdict(file, "note").allowed &&
    (evidence.by === person.staffCode || reviews(person));
  const details = [
    evidence.withdrawn && t.case.withdrawnFile,
    format.size(evidence.size),
    staffNames.of(evidence.by) ?? evidence.by,
    format.dateTime(evidence.at),
  ];
  return (
    <li className="hl-row">
      <div className={evidence.withdrawn ? "hl-withdrawn" : ""}>
        {evidence.uploaded ? (
          <Link onFollow={() => fetched.mutate(evidence.viewable)}>{evidence.name}</Link>
        ) : (
          <span className="hl-muted">
            {evidence.name} ({evidence.erased ? t.case.erasedFile : t.case.evidenceMissing})
          </span>
        )}
        <Box color="text-body-secondary" fontSize="body-s">
          {details.filter(Boolean).join(" · ")}
        </Box>
      </div>
      <span className="hl-nowrap">
        {evidence.uploaded && evidence.viewable && (
          <Button
            variant="icon"
            iconName="external"
            ariaLabel={t.case.view(evidence.name)}
            loading={fetched.isPending && fetched.variables === true}
            onClick={() => fetched.mutate(true)}
          />
        )}
        {evidence.uploaded && (
          <Button
            variant="icon"
            iconName="download"
            ariaLabel={t.case.download(evidence.name)}
            loading={fetched.isPending && fetched.variables === false}
            onClick={() => fetched.mutate(false)}
          />
        )}
        {mayWithdraw && (
          <Button
            variant="icon"
            iconName="undo"
            ariaLabel={t.case.withdrawFile(evidence.name)}
            onClick={() => setWithdrawing(true)}
          />
        )}
      </span>
      {withdrawing && (
        <WithdrawDialog
          file={file}
          evidence={evidence}
          path={`${path}/withdraw`}
          onClose={() => setWithdrawing(false)}
        />
      )}
    </li>
  );
}

/** Why a file is withdrawn: it is marked, and stays. */
function WithdrawDialog({
  file,
  evidence,
  path,
  onClose,
}: {
  file: CaseFile;
  evidence: Evidence;
  path: string;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { api } = useConsole();
  const client = useQueryClient();
  const notify = useNotify();
  const [text, setText] = useState("");
  const withdraw = useMutation({
    mutationFn: () => api.post<CaseFile>(path, { text: text.trim() }),
    onSuccess: () => {
      notify.success(t.case.withdrawDone(evidence.name));
      onClose();
    },
    onSettled: () => refreshCase(client, file.case.case_id),
  });
  return (
    <Dialog
      title={t.case.withdrawTitle}
      confirm={t.case.withdrawTitle}
      disabled={!text.trim()}
      busy={withdraw.isPending}
      problem={withdraw.isError ? describeError(withdraw.error, t) : null}
      onCancel={onClose}
      onConfirm={() => withdraw.mutate()}
    >
      <Box variant="strong">{evidence.name}</Box>
      <FormField label={t.case.withdrawLabel} description={t.case.withdrawHint} stretch>
        <Textarea autoFocus rows={3} value={text} onChange={({ detail }) => setText(detail.value)} />
      </FormField>
    </Dialog>
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
