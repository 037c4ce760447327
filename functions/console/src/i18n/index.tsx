import { I18nProvider as CloudscapeWords, type I18nProviderProps } from "@cloudscape-design/components/i18n";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { Language } from "../api/types";
import { kept } from "../domain/kept";
import { Formatter } from "./format";
import type { Messages } from "./vi";

interface LanguagePack {
  language: Language;
  messages: Messages;
  cloudscape: I18nProviderProps.Messages;
}

interface Translation {
  language: Language;
  t: Messages;
  format: Formatter;
  setLanguage: (language: Language) => void;
}

const STORED = "hailong.language";
const TranslationContext = createContext<Translation | null>(null);

/** The language that this person chose last, else Vietnamese. */
export const storedLanguage = (): Language => (kept.getItem(STORED) === "en" ? "en" : "vi");

/** Fetches one language: its own words, and those of the component library. */
export async function loadLanguage(language: Language): Promise<LanguagePack> {
  if (language === "en") {
    const [own, library] = await Promise.all([
      import("./en"),
      import("@cloudscape-design/components/i18n/messages/all.en"),
    ]);
    return { language, messages: own.default, cloudscape: library.default };
  }
  const [own, library] = await Promise.all([import("./vi"), import("./cloudscape.vi")]);
  return { language, messages: own.default, cloudscape: library.default };
}

export function TranslationProvider({ initial, children }: { initial: LanguagePack; children: ReactNode }) {
  const [pack, setPack] = useState(initial);

  const setLanguage = useCallback((language: Language) => {
    loadLanguage(language)
      .then((loaded) => {
        kept.setItem(STORED, language);
        setPack(loaded);
      })
      // Without a network the page stays in the language that it has.
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    document.documentElement.lang = pack.language;
    // The other language is fetched once the first view stands, so that switching takes no time.
    const idle = setTimeout(
      () => void loadLanguage(pack.language === "vi" ? "en" : "vi").catch(() => undefined),
      3000,
    );
    return () => clearTimeout(idle);
  }, [pack]);

  const value = useMemo(
    () => ({
      language: pack.language,
      t: pack.messages,
      format: new Formatter(pack.language),
      setLanguage,
    }),
    [pack, setLanguage],
  );
  return (
    <TranslationContext.Provider value={value}>
      <CloudscapeWords locale={pack.language} messages={[pack.cloudscape]}>
        {children}
      </CloudscapeWords>
    </TranslationContext.Provider>
  );
}

/** The words, formats and language of the page. */
export function useTranslation(): Translation {
  const translation = useContext(TranslationContext);
  if (!translation) throw new Error("useTranslation outside its provider");
  return translation;
}
