import { useEffect } from "react";
import type { Language } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { useNotify } from "../ui/notifications";

const words: Record<Language, string> = {
  vi: "Trình duyệt không lưu được nội dung viết dở (bộ nhớ đã đầy hoặc bị chặn). Nội dung vẫn còn trên trang này; xin gửi trước khi đóng trang.",
  en: "This browser cannot keep what you are writing (its storage is full or blocked). It stays on this page; send it before you close the page.",
};

/** Says so when the browser does not keep a draft. */
export function useUnkeptWarning(): void {
  const { language } = useTranslation();
  const { drafts } = useConsole();
  const notify = useNotify();
  useEffect(() => {
    drafts.onUnkept = () => notify.failure(words[language]);
    return () => {
      drafts.onUnkept = () => undefined;
    };
  }, [drafts, notify, language]);
}
