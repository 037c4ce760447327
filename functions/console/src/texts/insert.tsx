import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { Language, Outcome, RootCause } from "../api/types";
import { suggestion } from "../case/suggestions";
import { useTranslation } from "../i18n";
import { useShortOfficeName } from "../ui/context";
import { useTexts } from "./queries";
import { textWords } from "./words";

const STANDARD = "standard";

interface Props {
  outcome: Outcome | "";
  rootCause: RootCause | "";
  /** Of the enterprise, not of the reader. */
  language: Language;
  message: string;
  onInsert: (message: string) => void;
}

/** The texts that a message with this outcome and cause may start from. What is written already stays, above it. */
export function InsertText({ outcome, rootCause, language, message, onInsert }: Props) {
  const { language: own } = useTranslation();
  const words = textWords(own);
  const officeName = useShortOfficeName();
  const texts = useTexts();
  const fitting = (texts.data ?? []).filter(
    (text) =>
      !text.withdrawn &&
      text.outcome === outcome &&
      text.language === language &&
      (text.root_cause === null || text.root_cause === rootCause),
  );
  // Those that were written for this very cause come first.
  const sorted = fitting.toSorted((one, other) => Number(!one.root_cause) - Number(!other.root_cause));
  const insert = (id: string) => {
    const chosen = sorted.find((text) => text.text_id === id);
    const text = chosen?.text ?? (outcome ? suggestion(outcome, language) : "");
    const written = message.trimEnd();
    onInsert(written ? `${written}\n\n${text}` : text);
  };
  return (
    <ButtonDropdown
      disabled={!outcome}
      items={[
        ...sorted.map((text) => ({
          id: text.text_id,
          text: text.title,
          secondaryText: officeName(text.office),
        })),
        {
          id: STANDARD,
          text: words.standard,
          ...(texts.isError && { secondaryText: words.unreachable }),
        },
      ]}
      onItemClick={({ detail }) => insert(detail.id)}
    >
      {words.insert}
    </ButtonDropdown>
  );
}
