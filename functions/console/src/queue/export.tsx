import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useMutation } from "@tanstack/react-query";
import type { ApiClient } from "../api/client";
import { type TaskFilters, taskQuery } from "../api/queries";
import type { CaseItem, Language, Queue } from "../api/types";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import type { Formatter } from "../i18n/format";
import type { Said } from "../i18n/said";
import type { Messages } from "../i18n/vi";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { saveFile } from "../ui/save-file";
import { csv } from "./csv";

const MOST_CASES = 1_000;
const PAGE = 100;

const WORDS = {
  vi: {
    save: "Tải danh sách",
    forms: { csv: "Tải danh sách (CSV)", xlsx: "Tải danh sách (Excel)" },
    kept: "Đã tải danh sách xuống.",
    saved: (count: string) => `Đã tải xuống ${count} vụ việc.`,
    cut: (count: string) => `Chỉ tải ${count} vụ việc đầu tiên. Hãy thêm điều kiện lọc để tải phần còn lại.`,
    headings: [
      "Mã vụ việc",
      "Số tờ khai",
      "Doanh nghiệp",
      "Mã số thuế",
      "Đơn vị",
      "Đội/tổ",
      "Trạng thái",
      "Lần",
    ],
    more: ["Tiếp nhận", "Hạn trả lời", "Quá hạn", "Người xử lý", "Chưa hài lòng về", "Lý do", "Ý kiến"],
    yes: "Có",
  },
  en: {
    save: "Download the list",
    forms: { csv: "Download the list (CSV)", xlsx: "Download the list (Excel)" },
    kept: "The list is downloaded.",
    saved: (count: string) => `${count} cases are downloaded.`,
    cut: (count: string) => `Only the first ${count} cases are downloaded. Filter further for the rest.`,
    headings: ["Case", "Declaration", "Enterprise", "Tax code", "Office", "Team", "State", "Level"],
    more: ["Received", "Due", "Overdue", "Person in charge", "Dissatisfied with", "Reasons", "Comment"],
    yes: "Yes",
  },
} satisfies Record<Language, Said>;

/** The list as it is filtered, as a file: what the API shows this person and nothing else, page by page. */
export default function ExportList({ filters }: { filters: TaskFilters }) {
  const { t, language, format } = useTranslation();
  const { api, person } = useConsole();
  const notify = useNotify();
  const words = WORDS[language];
  const download = useMutation({
    mutationFn: () => everyPage(api, taskQuery({ ...filters, limit: PAGE }, person)),
    onSuccess: ({ items, complete }) => {
      const rows = items.map((item) => row(item, t, format, words.yes));
      const text = csv([[...words.headings, ...words.more], ...rows]);
      saveFile(new Blob([text], { type: "text/csv;charset=utf-8" }), `hai-long-${filters.queue}.csv`);
      const count = format.number(items.length);
      notify.success(complete ? words.saved(count) : words.cut(count));
    },
    onError: (error) => notify.failure(describeError(error, t)),
  });
  const workbook = useMutation({
    mutationFn: async () => {
      const { limit: _, ...asked } = taskQuery(filters, person);
      const file = await api.file("tasks/export", asked);
      saveFile(file.content, file.name ?? `hai-long-${filters.queue}.xlsx`);
    },
    onSuccess: () => notify.success(words.kept),
    onError: (error) => notify.failure(describeError(error, t)),
  });
  return (
    <ButtonDropdown
      loading={download.isPending || workbook.isPending}
      items={[
        { id: "csv", text: words.forms.csv, iconName: "download" },
        { id: "xlsx", text: words.forms.xlsx, iconName: "download" },
      ]}
      onItemClick={({ detail }) => (detail.id === "xlsx" ? workbook : download).mutate()}
    >
      {words.save}
    </ButtonDropdown>
  );
}

async function everyPage(api: ApiClient, query: Record<string, string | number>) {
  const items: CaseItem[] = [];
  let cursor: string | undefined;
  do {
    const page: Queue = await api.get<Queue>("tasks", { ...query, cursor });
    staffNames.learn(page.names);
    items.push(...page.items);
    cursor = page.cursor ?? undefined;
  } while (cursor && items.length < MOST_CASES);
  return { items, complete: !cursor };
}

function row(item: CaseItem, t: Messages, format: Formatter, yes: string): string[] {
  return [
    item.case_id,
    item.declaration_no,
    item.enterprise.name,
    item.enterprise.tax_code,
    item.office,
    item.team ?? "",
    t.states[item.state] ?? item.state,
    String(item.level),
    format.date(item.opened_at),
    format.dateTime(item.due_at),
    item.overdue ? yes : "",
    item.assignee ? staffNames.full(item.assignee) : "",
    item.negative_subjects.map((subject) => t.subjects[subject]).join(", "),
    item.reasons.map((reason) => t.reasons[reason] ?? reason).join(", "),
    item.comment ?? "",
  ];
}
