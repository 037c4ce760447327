import Alert from "@cloudscape-design/components/alert";
import type { CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { concerns } from "./concerns";
import { textWords } from "./words";

/** What to consider before this message goes to the enterprise; nothing where there is nothing. */
export function Concerns({ file, message }: { file: CaseFile; message: string }) {
  const { language } = useTranslation();
  const words = textWords(language);
  const officers = file.clearance?.officers.flatMap(({ code, name }) => [name, code]) ?? [];
  const found = concerns(message, file.rating.language, officers);
  return (
    <div role="status">
      {found.length > 0 && (
        <Alert type="warning">
          {found.map((concern) => (
            <div key={concern.kind}>
              {concern.kind === "names"
                ? words.namesOfficer(concern.names.join(", "))
                : words.otherLanguage[file.rating.language]}
            </div>
          ))}
        </Alert>
      )}
    </div>
  );
}
