import { useTranslation } from "../i18n";
import { useTitle } from "../ui/title";

export default function StatisticsPage() {
  const { t } = useTranslation();
  useTitle(t.nav.statistics);
  return null;
}
