import { useTranslation } from "../i18n";
import { useOfficeName, useTeamName } from "../ui/context";
import { statisticsWords } from "./words";

/** What a unit was called on a day in the language of the page; `vietnamese` is the name that the server gives. */
export function useUnitName(day: string): (unit: string, vietnamese: string) => string {
  const { language } = useTranslation();
  const officeName = useOfficeName();
  const teamName = useTeamName();
  const words = statisticsWords[language];
  return (unit, vietnamese) => {
    const [kind, code = ""] = unit.split(":");
    if (language === "vi") return vietnamese;
    const [office = "", team = ""] = code.split("-");
    if (kind === "office") return officeName(office, day);
    if (kind === "team") return teamName(office, team, words.team, day);
    return vietnamese;
  };
}
