import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import type { Language, Rating } from "../api/types";
import { useTranslation } from "../i18n";
import { RatingWords } from "./facts";

const own: Record<Language, { corrected: string; first: string }> = {
  vi: { corrected: "Doanh nghiệp đã sửa đánh giá lúc", first: "Nội dung gửi lần đầu" },
  en: { corrected: "The enterprise corrected its rating at", first: "What it had sent first" },
};

/** That the rating was corrected and, for inspectors, what it was before. */
export function Corrected({ rating, at }: { rating: Rating; at: string }) {
  const { language, format } = useTranslation();
  const words = own[language];
  return (
    <div>
      <Box color="text-body-secondary">
        {words.corrected} {format.dateTime(at)}.
      </Box>
      {rating.first && (
        <ExpandableSection headerText={words.first}>
          <RatingWords rating={{ ...rating, ...rating.first }} />
        </ExpandableSection>
      )}
    </div>
  );
}
