import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { CaseFile, Helped, Language } from "../api/types";
import { useTranslation } from "../i18n";
import { helpedWords } from "./helped-words";

const own: Record<Language, { title: string; hint: string; second: string }> = {
  vi: {
    title: "Kết quả có giúp được doanh nghiệp không?",
    hint: "Doanh nghiệp tự cho biết; chỉ hiện sau khi vụ việc kết thúc.",
    second: "về kết luận lần 2",
  },
  en: {
    title: "Did the answer help the enterprise?",
    hint: "In its own words; shown once the case is closed.",
    second: "of the second decision",
  },
};

/** What the enterprise said of the answers, which nobody is told before the case is closed. */
export function HelpedBox({ said }: { said: CaseFile["case"]["helped"] }) {
  const { language, format } = useTranslation();
  const words = own[language];
  return (
    <Container
      header={
        <Header variant="h2" description={words.hint}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {said.map((one) => (
          <div key={one.level}>
            <strong>{helpedWords[language][one.helped]}</strong>{" "}
            <Box display="inline" color="text-body-secondary" fontSize="body-s">
              {one.level > 1 && `${words.second} · `}
              {format.dateTime(one.at)}
            </Box>
            {one.why && <blockquote className="hl-quote">{one.why}</blockquote>}
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}

/** The same in the timeline: the code on the first line, and the enterprise's words below. */
export function helpedNote(note: string, language: Language): string | null {
  const [code = "", ...why] = note.split("\n");
  return note ? [helpedWords[language][code as Helped] ?? code, ...why].join("\n") : null;
}
