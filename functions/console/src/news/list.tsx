import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useId } from "react";
import type { NewsItem } from "../api/types";
import { useTranslation } from "../i18n";
import { useShortOfficeName } from "../ui/context";
import PageLink from "../ui/page-link";
import { byDay, type NewsDay } from "./days";
import { newsWords } from "./words";

type IsUnread = (item: NewsItem) => boolean;

/** The same for one and the same piece of news, whenever it is fetched. */
export const keyOf = (item: NewsItem) => `${item.at} ${item.kind} ${item.case_id}`;

/** The news under the days on which they came. */
export function NewsList({ items, isUnread, now }: { items: NewsItem[]; isUnread: IsUnread; now: Date }) {
  return (
    <SpaceBetween size="l">
      {byDay(items, now).map((day) => (
        <Day key={keyOf(day.items[0])} day={day} isUnread={isUnread} />
      ))}
    </SpaceBetween>
  );
}

function Day({ day, isUnread }: { day: NewsDay; isUnread: IsUnread }) {
  const { language, format } = useTranslation();
  const words = newsWords(language);
  const heading = useId();
  const names: Record<number, string> = { 0: words.today, 1: words.yesterday };
  return (
    <section>
      <Box variant="h3" tagOverride="h2" margin={{ bottom: "xs" }}>
        <span id={heading}>{names[day.ago] ?? format.date(day.items[0].at)}</span>
      </Box>
      <ul className="hl-list" aria-labelledby={heading}>
        {day.items.map((item) => (
          <Piece key={keyOf(item)} item={item} unread={isUnread(item)} />
        ))}
      </ul>
    </section>
  );
}

function Piece({ item, unread }: { item: NewsItem; unread: boolean }) {
  const { language, format } = useTranslation();
  const words = newsWords(language);
  const officeName = useShortOfficeName();
  const path = `/cases/${item.case_id}${item.kind === "review" ? "?from=review" : ""}`;
  return (
    <li className="hl-row">
      <div>
        <SpaceBetween direction="horizontal" size="xs">
          <Box variant="strong">{words.kinds[item.kind]}</Box>
          {unread && <Badge color="blue">{words.unread}</Badge>}
        </SpaceBetween>
        <PageLink path={path}>
          {item.enterprise} <span className="hl-nowrap">({item.case_id})</span>
        </PageLink>
        <Box color="text-body-secondary" fontSize="body-s">
          <time dateTime={item.at}>{format.time(item.at)}</time>
          {` · ${officeName(item.office)} · ${words.due(format.date(item.due_at))}`}
        </Box>
      </div>
    </li>
  );
}
