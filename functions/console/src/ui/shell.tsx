import AppLayout from "@cloudscape-design/components/app-layout";
import Badge, { type BadgeProps } from "@cloudscape-design/components/badge";
import SideNavigation, { type SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { NO_FILTERS, useCount } from "../api/queries";
import { handlesCases, reviews, seesEveryOffice } from "../auth/person";
import { basePath, consoleRoot } from "../base";
import { useTranslation } from "../i18n";
import { useNews } from "../news/queries";
import { useConsole, useMedia, useNarrow, useOfficeName } from "./context";
import { useRouteFocus } from "./focus";
import { lazyPart } from "./lazy";
import { NotificationBar } from "./notifications";
import { useShortcuts } from "./shortcuts";
import { type Theme, useTheme } from "./theme";

const ShortcutHelp = lazyPart(() => import("./help"));

/** The frame around every page: product bar, side bar with counts, notifications. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { person } = useConsole();
  const [, navigate] = useLocation();
  const wide = useMedia("(min-width: 1180px)");
  const [open, setOpen] = useState(wide);
  // A window that is made wider or narrower, or zoomed, starts afresh.
  useEffect(() => setOpen(wide), [wide]);
  const [helpShown, setHelpShown] = useState(false);
  useEffect(mendLandmarks, []);
  useRouteFocus();
  useShortcuts({
    "?": () => setHelpShown(true),
    "g m": () => (handlesCases(person) ? navigate("/queue/mine") : false),
    "g o": () => navigate(seesEveryOffice(person) ? "/queue/all" : "/queue/office"),
    // Not `g c`: `c` alone claims.
    "g p": () => navigate("/queue/calls"),
    "g r": () => (reviews(person) ? navigate("/queue/review") : false),
    "g s": () => navigate("/statistics"),
  });
  return (
    <>
      <button type="button" className="hl-skip" onClick={() => document.getElementById("content")?.focus()}>
        {t.skipToContent}
      </button>
      <ProductBar onHelp={() => setHelpShown(true)} />
      <AppLayout
        headerSelector="#product-bar"
        toolsHide
        navigationWidth={260}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        navigation={<SideBar onNavigate={() => setOpen(wide)} />}
        notifications={<NotificationBar />}
        stickyNotifications
        maxContentWidth={1680}
        ariaLabels={{
          navigation: t.nav.label,
          navigationToggle: t.nav.openMenu,
          navigationClose: t.nav.closeMenu,
        }}
        content={
          <div id="content" tabIndex={-1}>
            {children}
          </div>
        }
      />
      {helpShown && <ShortcutHelp onDismiss={() => setHelpShown(false)} />}
    </>
  );
}

/** On narrow screens the layout gives its landmark an attribute that landmarks do not have; it says nothing, and goes. */
function mendLandmarks(): () => void {
  const mend = () => {
    for (const nav of document.querySelectorAll("nav[aria-orientation]"))
      nav.removeAttribute("aria-orientation");
  };
  mend();
  const observer = new MutationObserver(mend);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** The office that stands for the whole department; its name changes with the law. */
const DEPARTMENT = "20ZZ";

function ProductBar({ onHelp }: { onHelp: () => void }) {
  const { t, language, format, setLanguage } = useTranslation();
  const { person, session } = useConsole();
  const [theme, setTheme] = useTheme();
  const [, navigate] = useLocation();
  const narrow = useNarrow();
  const officeName = useOfficeName();
  const role = person.groups.map((group) => t.roles[group]).join(", ");
  const unread = useNews().data?.unread ?? 0;
  const news = unread > 0 ? t.nav.newsUnread(format.number(unread)) : t.nav.news;
  const mark = (chosen: boolean) => (chosen ? "check" : undefined);
  return (
    <div id="product-bar">
      <TopNavigation
        identity={{
          href: consoleRoot.href,
          title: narrow ? t.product : `${t.product} · ${officeName(DEPARTMENT)}`,
          logo: { src: new URL("icon.svg", consoleRoot).href, alt: officeName(DEPARTMENT) },
          onFollow: (event) => {
            event.preventDefault();
            navigate("/");
          },
        }}
        utilities={[
          ...(handlesCases(person)
            ? ([
                {
                  type: "button",
                  iconName: "notification",
                  badge: unread > 0,
                  ariaLabel: news,
                  title: news,
                  disableUtilityCollapse: true,
                  onClick: () => navigate("/news"),
                },
              ] as const)
            : []),
          {
            type: "button",
            iconName: "globe",
            text: language === "vi" ? "English" : "Tiếng Việt",
            ariaLabel: language === "vi" ? "Switch to English" : "Chuyển sang tiếng Việt",
            onClick: () => setLanguage(language === "vi" ? "en" : "vi"),
          },
          {
            type: "menu-dropdown",
            iconName: "settings",
            ariaLabel: t.nav.theme,
            title: t.nav.theme,
            items: [
              { id: "light", text: t.nav.light, iconName: mark(theme === "light") },
              { id: "dark", text: t.nav.dark, iconName: mark(theme === "dark") },
              { id: "system", text: t.nav.system, iconName: mark(theme === "system") },
            ],
            onItemClick: ({ detail }) => setTheme(detail.id as Theme),
          },
          {
            type: "button",
            iconName: "status-info",
            text: t.nav.help,
            disableUtilityCollapse: false,
            onClick: onHelp,
          },
          {
            type: "menu-dropdown",
            iconName: "user-profile",
            text: person.name,
            description: [role, officeName(person.office), person.staffCode].filter(Boolean).join(" · "),
            items: [{ id: "sign-out", text: t.nav.signOut }],
            onItemClick: () => void session.signOut("chosen"),
          },
        ]}
      />
    </div>
  );
}

function SideBar({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const { person } = useConsole();
  const [path, navigate] = useLocation();
  const works = handlesCases(person);
  const everywhere = seesEveryOffice(person);
  const mine = useCount({ queue: "mine", ...NO_FILTERS }, works);
  const toClaim = useCount({ queue: "office", ...NO_FILTERS, state: "open" }, works && !everywhere);
  const waiting = toClaim && toClaim !== "0" ? t.nav.toClaim(toClaim) : null;
  const overdue = useCount({ queue: "overdue", ...NO_FILTERS }, true);
  const toReview = useCount({ queue: "review", ...NO_FILTERS }, reviews(person));
  const calls = useCount({ queue: "calls", ...NO_FILTERS }, true);
  const link = (
    to: string,
    text: string,
    count: string | null = null,
    color: BadgeProps["color"] = "grey",
  ): SideNavigationProps.Link => ({
    type: "link",
    href: basePath + to,
    text,
    ...(count && count !== "0" && { info: <Badge color={color}>{count}</Badge> }),
  });
  const tasks = [
    ...(works ? [link("/queue/mine", t.nav.mine, mine, "blue")] : []),
    ...(reviews(person) ? [link("/queue/review", t.nav.review, toReview, "blue")] : []),
    ...(works && !everywhere ? [link("/queue/office", t.nav.office, waiting)] : []),
    link("/queue/overdue", t.nav.overdue, overdue, "red"),
    link("/queue/calls", t.nav.calls, calls, "severity-medium"),
    ...(everywhere ? [link("/queue/all", t.nav.all)] : []),
    ...(reviews(person) ? [link("/workload", t.nav.workload), link("/texts", t.nav.texts)] : []),
  ];
  return (
    <SideNavigation
      activeHref={basePath + path}
      items={[
        { type: "section-group", title: t.nav.tasks, items: tasks },
        { type: "divider" },
        { type: "section-group", title: t.nav.statistics, items: [link("/statistics", t.nav.overview)] },
      ]}
      onFollow={(event) => {
        if (event.detail.external) return;
        event.preventDefault();
        navigate(event.detail.href.slice(basePath.length));
        onNavigate();
      }}
    />
  );
}
