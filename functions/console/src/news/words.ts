import type { Language } from "../api/types";
import type { Said } from "../i18n/said";

// They come with what shows them, and not with the first view.
const vi = {
  title: "Tin mới",
  about:
    "Những việc mới liên quan đến bạn trong 30 ngày gần đây. Khi mở trang này, các tin được coi là đã đọc.",
  none: "Chưa có tin nào",
  noneHint:
    "Khi có vụ việc mới, được giao, bị trả lại, chờ duyệt, có đề nghị xem xét lại hoặc thư trả lời của doanh nghiệp, tin sẽ hiện ở đây.",
  unread: "Chưa đọc",
  today: "Hôm nay",
  yesterday: "Hôm qua",
  kinds: {
    opened: "Vụ việc mới",
    assigned: "Bạn được giao vụ việc",
    returned: "Kết luận của bạn bị trả lại",
    review: "Kết luận chờ duyệt",
    appealed: "Doanh nghiệp đề nghị xem xét lại",
    replied: "Doanh nghiệp trả lời qua thư",
  },
  due: (date: string) => `hạn ${date}`,
  mail: "Nhận thư tổng hợp mỗi sáng ngày làm việc",
  mailHint:
    "Một thư mỗi sáng, khi có tin chưa đọc hoặc có vụ việc sắp đến hạn, quá hạn chờ bạn. Chỉ tắt thư cho riêng bạn; thư nhắc hạn từng vụ việc vẫn được gửi.",
  mailOn: "Bạn sẽ nhận thư tổng hợp mỗi sáng.",
  mailOff: "Bạn sẽ không nhận thư tổng hợp nữa.",
} satisfies Said;

const en: typeof vi = {
  title: "News",
  about:
    "What has happened within the last 30 days that concerns you. Opening this page marks everything as read.",
  none: "There is no news",
  noneHint:
    "New cases, assignments, decisions sent back or waiting for review, appeals and replies are shown here.",
  unread: "Unread",
  today: "Today",
  yesterday: "Yesterday",
  kinds: {
    opened: "A new case",
    assigned: "A case was assigned to you",
    returned: "Your decision was sent back",
    review: "A decision waits for review",
    appealed: "The enterprise appeals",
    replied: "The enterprise replied by e-mail",
  },
  due: (date) => `due ${date}`,
  mail: "Send me one e-mail on the morning of a working day",
  mailHint:
    "One a morning, when there is unread news, or a case that waits for you is due soon or overdue. This switch is yours alone; reminders about single cases are still sent.",
  mailOn: "You will get the morning's mail.",
  mailOff: "You will no longer get the morning's mail.",
};

export const newsWords = (language: Language): typeof vi => (language === "vi" ? vi : en);
