import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useEffect, useRef } from "react";
import { useTranslation } from "../i18n";
import { useNow } from "../ui/context";
import { ErrorView } from "../ui/errors";
import { useTitle } from "../ui/title";
import { keyOf, NewsList } from "./list";
import { MailSwitch } from "./mail-switch";
import { useNews, useSeen } from "./queries";
import { newsWords } from "./words";

/** What concerns this person. What was unread when the page was opened stays marked until it is left. */
export default function NewsPage() {
  const { t, language } = useTranslation();
  const words = newsWords(language);
  const now = useNow();
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
          <NewsList items={items} isUnread={(item) => unread.current.has(keyOf(item))} now={now} />
        </Container>
      )}
      <MailSwitch />
    </SpaceBetween>
  );
}
