import "normalize.css";
import "./fonts.css";
import "./styles.css";
import "./print.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./base";
import { ApiClient } from "./api/client";
import { connection } from "./api/connection";
import { App, NoRole, SignedOut, SignInFailed, StartFailed } from "./app";
import { Session } from "./auth/session";
import { loadCalendar, loadConfig } from "./config";
import { Drafts } from "./domain/drafts";
import { Workdays } from "./domain/workdays";
import { loadLanguage, storedLanguage, TranslationProvider } from "./i18n";
import { startTheme } from "./ui/theme";

const FONTS_WAITED_MS = 1500;

startTheme();
const root = createRoot(document.getElementById("root") as HTMLElement);

async function start() {
  // All at once: the first view waits for the slowest and not for the sum.
  const language = loadLanguage(storedLanguage());
  const fonts = loadFonts();
  const calendar = loadCalendar();
  calendar.catch(() => undefined);
  const config = await loadConfig();
  const session = new Session(config);
  const person = await session.resume();
  if (!person && !session.failure && !session.signedOut()) {
    await session.signIn();
    return;
  }
  const [pack] = await Promise.all([language, fonts]);
  const page = session.failure ? (
    <SignInFailed session={session} code={session.failure} />
  ) : !person ? (
    <SignedOut session={session} />
  ) : person.groups.length === 0 ? (
    <NoRole session={session} />
  ) : (
    <App
      console={{
        person,
        session,
        config,
        api: new ApiClient(session, connection),
        drafts: new Drafts(person.staffCode),
        workdays: new Workdays(await calendar),
      }}
    />
  );
  root.render(
    <StrictMode>
      <TranslationProvider initial={pack}>{page}</TranslationProvider>
    </StrictMode>,
  );
}

/** The letters of the first view: the product bar measures its words once, and would cut them short in another font. */
const loadFonts = () =>
  Promise.race([
    Promise.all(["400 14px", "700 14px"].map((font) => document.fonts.load(`${font} "Open Sans"`, "aả"))),
    new Promise((resolve) => setTimeout(resolve, FONTS_WAITED_MS)),
  ]).catch(() => undefined);

start().catch(async (error: unknown) => {
  console.error(error);
  const pack = await loadLanguage(storedLanguage());
  root.render(
    <TranslationProvider initial={pack}>
      <StartFailed />
    </TranslationProvider>,
  );
});
