import Modal from "@cloudscape-design/components/modal";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { useTranslation } from "../i18n";
import { shortcutsOn, turnShortcuts } from "./shortcuts";

/** What each key does. */
export default function ShortcutHelp({ onDismiss }: { onDismiss: () => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useState(shortcutsOn);
  const rows: [string[], string][] = [
    [["/"], t.help.search],
    [["j"], t.help.next],
    [["k"], t.help.previous],
    [["Enter"], t.help.openRow],
    [["c"], t.help.claim],
    [["u"], t.help.back],
    [["g", "m"], t.help.mine],
    [["g", "r"], t.help.review],
    [["g", "o"], t.help.office],
    [["g", "p"], t.help.calls],
    [["g", "s"], t.help.statistics],
    [["?"], t.help.help],
  ];
  return (
    <Modal visible onDismiss={onDismiss} header={t.help.title} size="small">
      <Toggle
        checked={on}
        onChange={({ detail }) => {
          turnShortcuts(detail.checked);
          setOn(detail.checked);
        }}
      >
        {t.help.use}
      </Toggle>
      <dl className="hl-keys">
        {rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && <span className="hl-muted"> {t.help.andThen} </span>}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
