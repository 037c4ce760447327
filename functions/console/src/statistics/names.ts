import { useTranslation } from "../i18n";
import { useOfficeName } from "../ui/context";
import { statisticsWords } from "./words";

/** What a unit is called in the language of the page; `vietnamese` is the name that the server gives. */
export function useUnitName(): (unit: string, vietnamese: string) => string {
  const { language } = useTranslation();
  const officeName = useOfficeName();
  const words = statisticsWords[language];
  return (unit, vietnamese) => {
    const [kind, code = ""] = unit.split(":");
    if (kind === "office" && language !== "vi") return officeName(code);
    if (kind === "team") return words.team(code.slice(code.indexOf("-") + 1));
    return vietnamese;
  };
}
