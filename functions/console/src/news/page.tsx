import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import type { NewsItem } from "../api/types";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { useShortOfficeName } from "../ui/context";
import { ErrorView } from "../ui/errors";
import { useTitle } from "../ui/title";
import { MailSwitch } from "./mail-switch";
import { useNews, useSeen } from "./queries";
import { newsWords } from "./words";

const keyOf = (item: NewsItem) => `${item.at} ${item.kind} ${item.case_id}`;

/** What concerns this person. What was unread when the page was opened stays marked until it is left. */
export default function NewsPage() {
  const { t, language, format } = useTranslation();
  const words = newsWords(language);
  const officeName = useShortOfficeName();
  const [, navigate] = useLocation();
  const news = useNews();
  const { mutate: see } = useSeen();
  const unread = useRef(new Set<string>());
  useTitle(words.title);
  const items = news.data?.items ?? [];
  for (const item of items) if (item.unread) unread.current.add(keyOf(item));
  const latest = news.data?.unread ? items[0]?.at : undefined;
  useEffect(() => {
    if (latest) see(latest);
  }, [latest, see]);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={words.about}>
        {words.title}
      </Header>
      {news.isError && <ErrorView error={news.error} onRetry={() => void news.refetch()} />}
      {news.isPending && (
        <div className="hl-loading" role="status">
          <Spinner size="large" />
          <span className="hl-visually-hidden">{t.common.loading}</span>
        </div>
      )}
      {news.data && (
        <Container>
          {items.length === 0 && (
            <Box textAlign="center" padding={{ vertical: "l" }}>
              <Box variant="strong">{words.none}</Box>
              <Box color="text-body-secondary">{words.noneHint}</Box>
            </Box>
          )}
          <ul className="hl-list">
            {items.map((item) => {
              const path = `/cases/${item.case_id}${item.kind === "review" ? "?from=review" : ""}`;
              return (
                <li key={keyOf(item)} className="hl-row">
                  <div>
                    <SpaceBetween direction="horizontal" size="xs">
                      <Box variant="strong">{words.kinds[item.kind]}</Box>
                      {unread.current.has(keyOf(item)) && <Badge color="blue">{words.unread}</Badge>}
                    </SpaceBetween>
                    <Link
                      href={basePath + path}
                      onFollow={(event) => {
                        if (event.detail.external) return;
                        event.preventDefault();
                        navigate(path);
                      }}
                    >
                      {item.enterprise} <span className="hl-nowrap">({item.case_id})</span>
                    </Link>
                    <Box color="text-body-secondary" fontSize="body-s">
                      {[
                        format.dateTime(item.at),
                        officeName(item.office),
                        words.due(format.date(item.due_at)),
                      ].join(" · ")}
                    </Box>
                  </div>
                </li>
              );
            })}
          </ul>
        </Container>
      )}
      <MailSwitch />
    </SpaceBetween>
  );
}
