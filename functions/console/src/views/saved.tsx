import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { Desk, SavedView } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { Dialog } from "../ui/dialog";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { viewWords } from "./words";

const KEY = ["desk"];
const LONGEST_NAME = 60;

/** Views of the queue that this person has named; they are kept with the account, not on this machine. */
export default function SavedViews() {
  const { t, language } = useTranslation();
  const { api } = useConsole();
  const client = useQueryClient();
  const notify = useNotify();
  const words = viewWords(language);
  const [path, navigate] = useLocation();
  const search = useSearch();
  const [dialog, setDialog] = useState<"save" | "forget" | null>(null);
  const [name, setName] = useState("");
  const desk = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<Desk>("desk", {}, signal) });
  const views = desk.data?.views ?? [];
  const keep = useMutation({
    mutationFn: (kept: SavedView[]) => api.put<Desk>("desk", { views: kept }),
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
  const close = () => {
    setDialog(null);
    setName("");
    keep.reset();
  };
  const finish = (kept: SavedView[], done: string) =>
    keep.mutate(kept, {
      onSuccess: () => {
        notify.success(done);
        close();
      },
    });
  const address = `${path}${asked(search)}`;
  const save = () => {
    const said = name.trim();
    finish([...views.filter((view) => view.name !== said), { name: said, address }], words.saved(said));
  };
  return (
    <>
      <ButtonDropdown
        items={[
          ...(views.length > 0
            ? [{ text: words.mine, items: views.map((view) => ({ id: view.address, text: view.name })) }]
            : []),
          { id: "save", text: words.save, disabled: !desk.data },
          ...(views.length > 0 ? [{ id: "forget", text: words.forget }] : []),
        ]}
        onItemClick={({ detail }) => {
          if (detail.id === "save" || detail.id === "forget") setDialog(detail.id);
          else navigate(detail.id);
        }}
      >
        {words.views}
      </ButtonDropdown>
      {dialog === "save" && (
        <Dialog
          title={words.save}
          confirm={t.actions.save}
          disabled={!name.trim()}
          busy={keep.isPending}
          problem={keep.isError ? describeError(keep.error, t) : null}
          onCancel={close}
          onConfirm={save}
        >
          <FormField label={words.name} description={words.nameHint}>
            <Input
              autoFocus
              value={name}
              onChange={({ detail }) => setName(detail.value.slice(0, LONGEST_NAME))}
              onKeyDown={({ detail }) => {
                if (detail.key === "Enter" && name.trim()) save();
              }}
            />
          </FormField>
        </Dialog>
      )}
      {dialog === "forget" && (
        <Dialog
          title={words.forget}
          confirm={words.done}
          busy={false}
          problem={keep.isError ? describeError(keep.error, t) : null}
          onCancel={close}
          onConfirm={close}
        >
          <ul className="hl-list">
            {views.map((view) => (
              <li key={view.name} className="hl-row">
                <span>{view.name}</span>
                <Button
                  variant="inline-link"
                  ariaLabel={words.forgetOf(view.name)}
                  disabled={keep.isPending}
                  onClick={() => keep.mutate(views.filter((one) => one.name !== view.name))}
                >
                  {words.forgetIt}
                </Button>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

/** What is asked, without where in the answer one is. */
function asked(search: string): string {
  const parameters = new URLSearchParams(search);
  parameters.delete("page");
  parameters.delete("at");
  const text = parameters.toString();
  return text ? `?${text}` : "";
}
