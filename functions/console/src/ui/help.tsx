import Modal from "@cloudscape-design/components/modal";
import { useTranslation } from "../i18n";

/** What each key does. */
export default function ShortcutHelp({ onDismiss }: { onDismiss: () => void }) {
  const { t } = useTranslation();
  const rows: [string[], string][] = [
    [["/"], t.help.search],
    [["j"], t.help.next],
    [["k"], t.help.previous],
    [["Enter"], t.help.openRow],
    [["c"], t.help.claim],
    [["u"], t.help.back],
    [["g", "m"], t.help.mine],
    [["g", "o"], t.help.office],
    [["g", "p"], t.help.calls],
    [["g", "s"], t.help.statistics],
    [["?"], t.help.help],
  ];
  return (
    <Modal visible onDismiss={onDismiss} header={t.help.title} size="small">
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
