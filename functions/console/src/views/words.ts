import type { Language } from "../api/types";
import type { Said } from "../i18n/said";

// They come with what shows them, and not with the first view.
const vi = {
  views: "Cách xem đã lưu",
  mine: "Của tôi",
  save: "Lưu cách xem này",
  saved: (name: string) => `Đã lưu cách xem “${name}”.`,
  name: "Tên",
  nameHint: "Lưu danh sách, từ khóa và các điều kiện lọc đang chọn. Tên đã có thì được thay.",
  forget: "Xóa cách xem đã lưu",
  forgetIt: "Xóa",
  forgetOf: (name: string) => `Xóa cách xem “${name}”`,
  done: "Xong",
} satisfies Said;

const en: typeof vi = {
  views: "Saved views",
  mine: "Mine",
  save: "Save this view",
  saved: (name) => `The view “${name}” is saved.`,
  name: "Name",
  nameHint: "Keeps the list, the words and the filters that are chosen. A name that is there is replaced.",
  forget: "Delete saved views",
  forgetIt: "Delete",
  forgetOf: (name) => `Delete the view “${name}”`,
  done: "Done",
};

export const viewWords = (language: Language): typeof vi => (language === "vi" ? vi : en);
