import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { casePath } from "../api/queries";
import type { CaseFile, TimelineEntry, TimelinePage, Verification } from "../api/types";
import { isInspector } from "../auth/person";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { barrierOf } from "./barriers";
import { entryNote, entryTitle } from "./entries";
import { helpedNote } from "./helped";

/** Everything that happened to the case, newest first. */
export function Timeline({ file }: { file: CaseFile }) {
  const { t, format, language } = useTranslation();
  const { api, person } = useConsole();
  const cursor = file.timeline_cursor ?? "";
  // By the cursor: as entries are added, the page that the file has moves on, and what is older begins elsewhere.
  const older = useInfiniteQuery({
    queryKey: ["timeline", file.case.case_id, cursor],
    queryFn: ({ pageParam }) =>
      api.get<TimelinePage>(`${casePath(file.case.case_id)}/timeline`, { cursor: pageParam }),
    initialPageParam: cursor,
    getNextPageParam: (page) => page.cursor ?? undefined,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Container
      header={
        <Header variant="h2" actions={isInspector(person) && <Verify caseId={file.case.case_id} />}>
          {t.case.timeline}
        </Header>
      }
    >
      <ol className="hl-timeline" reversed>
        {[...file.timeline].reverse().map((entry) => (
          <Entry key={entry.hash} entry={entry} />
        ))}
        {older.data?.pages.flatMap(({ items }) =>
          [...items].reverse().map((entry) => <Entry key={entry.hash} entry={entry} />),
        )}
      </ol>
      {older.isError && <StatusIndicator type="error">{describeError(older.error, t)}</StatusIndicator>}
      {(older.data ? older.hasNextPage : file.timeline_cursor) && (
        <Button loading={older.isFetching} onClick={() => older.fetchNextPage()}>
          {t.case.older}
        </Button>
      )}
      {file.refusals && file.refusals.length > 0 && (
        <>
          <Box variant="h3">{t.case.refusals}</Box>
          <ol className="hl-timeline hl-refusals">
            {file.refusals.map((refusal) => (
              <Entry
                key={refusal.first_at + refusal.by + refusal.action + refusal.why}
                entry={{
                  ...refusal,
                  at: refusal.last_at,
                  from: "",
                  to: "",
                  note: "",
                  exception: null,
                  decision: null,
                  hash: "",
                }}
                why={[
                  refusal.about && `${staffNames.full(refusal.about)}:`,
                  barrierOf(refusal.why, language) ?? t.common.unknown,
                  refusal.times > 1 ? t.case.times(format.number(refusal.times)) : "",
                ]
                  .filter(Boolean)
                  .join(" ")}
              />
            ))}
          </ol>
        </>
      )}
    </Container>
  );
}

/** One entry; `why` stands in the place of a note where an attempt was refused. */
function Entry({ entry, why }: { entry: TimelineEntry; why?: string }) {
  const { t, format, language } = useTranslation();
  const { person } = useConsole();
  const who = t.roles[entry.by] ?? [t.roles[entry.role], staffNames.full(entry.by)].filter(Boolean).join(" ");
  const said = entry.action === "helped" ? helpedNote(entry.note, language) : entryNote(entry, t);
  const note = why ?? said;
  return (
    <li className={`hl-entry hl-entry-${entry.action}`}>
      <div className="hl-entry-head">
        <strong>{entryTitle(entry, t)}</strong>
        <span className="hl-muted">
          {who}
          {entry.by === person.staffCode && <strong className="hl-you"> ({t.case.yours})</strong>} ·{" "}
          <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
        </span>
      </div>
      {note && <div className="hl-prose">{note}</div>}
      {entry.exception && (
        <Box color="text-body-secondary" fontSize="body-s">
          {t.entries.exception}: {barrierOf(entry.exception, language) ?? t.common.unknown}
        </Box>
      )}
    </li>
  );
}

function Verify({ caseId }: { caseId: string }) {
  const { t, format } = useTranslation();
  const { api } = useConsole();
  const verify = useMutation({
    mutationFn: () => api.get<Verification>(`${casePath(caseId)}/timeline/verify`),
  });
  if (verify.isError) return <StatusIndicator type="error">{describeError(verify.error, t)}</StatusIndicator>;
  if (verify.data) {
    const { intact, entries, first_broken, erased } = verify.data;
    return (
      <StatusIndicator type={intact ? "success" : "error"}>
        {intact
          ? t.case.intact(format.number(entries))
          : t.case.broken(format.number(first_broken ?? entries))}
        {erased && ` ${t.case.erased(erased.map(format.number).join(", "))}`}
      </StatusIndicator>
    );
  }
  return (
    <Button iconName="security" loading={verify.isPending} onClick={() => verify.mutate()}>
      {t.case.verify}
    </Button>
  );
}
