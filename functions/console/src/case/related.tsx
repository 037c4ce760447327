import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useQuery } from "@tanstack/react-query";
import { STATES } from "../api/codes";
import type { CaseFile, Language, Queue } from "../api/types";
import { isInspector, seesEveryOffice } from "../auth/person";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { StateLabel } from "../ui/labels";
import PageLink from "../ui/page-link";

const SHOWN = 5;

/** Officers of one lot whose other cases are shown. */
const MOST_OFFICERS = 3;

const WORDS: Record<Language, { of: (name: string) => string; more: string }> = {
  vi: {
    of: (name) => `Vụ việc khác về lô hàng do ${name} giải quyết`,
    more: "Còn những vụ việc khác nữa.",
  },
  en: { of: (name) => `Other cases of lots that ${name} handled`, more: "There are more." },
};

/** Other cases that this person may see: of the enterprise, and for inspectors of each officer who handled the lot. */
export function RelatedBox({ file }: { file: CaseFile }) {
  const { t, language } = useTranslation();
  const { person } = useConsole();
  const { enterprise } = file.case;
  const list = seesEveryOffice(person) ? "/queue/all" : "/queue/office";
  const officers = isInspector(person) ? file.clearance.officers.slice(0, MOST_OFFICERS) : [];
  return (
    <>
      <Related
        file={file}
        title={t.case.related}
        asked={{ q: enterprise.tax_code }}
        all={`${list}?q=${encodeURIComponent(enterprise.tax_code)}&state=every`}
      />
      {officers.map(({ code, name }) => (
        <Related key={code} file={file} title={WORDS[language].of(name || code)} asked={{ officer: code }} />
      ))}
    </>
  );
}

interface RelatedProps {
  file: CaseFile;
  title: string;
  asked: Record<string, string>;
  /** The list that shows the rest. */
  all?: string;
}

/** Finished cases too. Nothing where there are none. */
function Related({ file, title, asked, all }: RelatedProps) {
  const { t, language, format } = useTranslation();
  const { api } = useConsole();
  const { case_id } = file.case;
  // One more than is shown, and the case itself may be among them.
  const query = { ...asked, state: STATES.join(), limit: SHOWN + 2 };
  const { data } = useQuery({
    queryKey: ["tasks", "related", query],
    queryFn: ({ signal }) => api.get<Queue>("tasks", query, signal),
  });
  const others = (data?.items ?? []).filter((item) => item.case_id !== case_id);
  if (others.length === 0) return null;
  return (
    <Container header={<Header variant="h2">{title}</Header>}>
      <ul className="hl-list">
        {others.slice(0, SHOWN).map((item) => (
          <li key={item.case_id}>
            <PageLink path={`/cases/${item.case_id}`}>{item.case_id}</PageLink>{" "}
            <StateLabel state={item.state} />
            <Box color="text-body-secondary" fontSize="body-s">
              {[
                t.queue.received(format.date(item.opened_at)),
                item.negative_subjects.map((subject) => t.subjects[subject]).join(", "),
              ].join(" · ")}
            </Box>
          </li>
        ))}
      </ul>
      {others.length > SHOWN &&
        (all ? <PageLink path={all}>{t.case.allRelated}</PageLink> : WORDS[language].more)}
    </Container>
  );
}
