import type { Language } from "../api/types";

// They come with the case, and not with the first view.
const vi: Record<string, string> = {
  role: "Vai trò của người này không có quyền đó.",
  other_office: "Người này thuộc đơn vị khác.",
  rated_officer: "Người này là công chức được đánh giá.",
  rated_team: "Đội/tổ của người này được đánh giá.",
  restricted: "Vụ việc hạn chế, chỉ thanh tra – kiểm tra xử lý.",
  appeal: "Lần xem xét thứ hai do thanh tra – kiểm tra thực hiện.",
  own_decision: "Người này đã kết luận nên không được tự duyệt.",
  took_part_before: "Người này đã tham gia giải quyết lần đầu.",
  not_assignee: "Vụ việc do người khác xử lý.",
  state: "Khi đó chưa đến bước này.",
};

const en: typeof vi = {
  role: "Their role does not do this.",
  other_office: "They belong to another office.",
  rated_officer: "They are the officer who was rated.",
  rated_team: "Their team was rated.",
  restricted: "A restricted case: only inspectors act.",
  appeal: "Only inspectors take the second look.",
  own_decision: "They decided it, so somebody else must review.",
  took_part_before: "They took part the first time.",
  not_assignee: "Somebody else was handling the case.",
  state: "It was not at this step.",
};

/** Why somebody else may not do something, or may by way of exception: who reads it is not whom it speaks of. */
export const barrierOf = (why: string, language: Language): string | undefined =>
  (language === "vi" ? vi : en)[why];
