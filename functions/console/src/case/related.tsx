import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { STATES } from "../api/codes";
import type { CaseFile, Queue } from "../api/types";
import { seesEveryOffice } from "../auth/person";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { StateLabel } from "../ui/labels";

const SHOWN = 5;

/** The other cases of the enterprise that this person may see, finished ones too. Nothing where there are none. */
export function RelatedBox({ file }: { file: CaseFile }) {
  const { t, format } = useTranslation();
  const { api, person } = useConsole();
  const [, navigate] = useLocation();
  const { case_id, enterprise } = file.case;
  // One more than is shown, and the case itself may be among them.
  const query = { q: enterprise.tax_code, state: STATES.join(), limit: SHOWN + 2 };
  const { data } = useQuery({
    queryKey: ["tasks", "related", query],
    queryFn: ({ signal }) => api.get<Queue>("tasks", query, signal),
  });
  const others = (data?.items ?? []).filter((item) => item.case_id !== case_id);
  if (others.length === 0) return null;
  const list = seesEveryOffice(person) ? "/queue/all" : "/queue/office";
  const all = `${list}?q=${encodeURIComponent(enterprise.tax_code)}&state=every`;
  const link = (path: string, text: string) => (
    <Link
      href={basePath + path}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        navigate(path);
      }}
    >
      {text}
    </Link>
  );
  return (
    <Container header={<Header variant="h2">{t.case.related}</Header>}>
      <ul className="hl-list">
        {others.slice(0, SHOWN).map((item) => (
          <li key={item.case_id}>
            {link(`/cases/${item.case_id}`, item.case_id)} <StateLabel state={item.state} />
            <Box color="text-body-secondary" fontSize="body-s">
              {[
                t.queue.received(format.date(item.opened_at)),
                item.negative_subjects.map((subject) => t.subjects[subject]).join(", "),
              ].join(" · ")}
            </Box>
          </li>
        ))}
      </ul>
      {others.length > SHOWN && link(all, t.case.allRelated)}
    </Container>
  );
}
