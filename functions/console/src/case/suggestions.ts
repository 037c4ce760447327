import type { Language, Outcome } from "../api/types";

// First words for a message, for an official to go on from; in the language of the enterprise, not of the reader.
const VI: Record<Outcome, string> = {
  upheld:
    "Chúng tôi đã xác minh và nhận thấy sự việc đúng như Quý doanh nghiệp phản ánh. Chúng tôi xin lỗi về sự bất tiện này.\n\nChúng tôi đã: ",
  partly_upheld:
    "Chúng tôi đã xác minh và nhận thấy một phần sự việc đúng như Quý doanh nghiệp phản ánh. Chúng tôi xin lỗi về sự bất tiện này.\n\nCụ thể: ",
  not_upheld:
    "Chúng tôi đã xác minh kỹ hồ sơ và làm việc với những người có liên quan. Kết quả cho thấy thủ tục đã được thực hiện đúng quy định.\n\nCụ thể: ",
  cannot_verify:
    "Chúng tôi đã xem xét hồ sơ và làm việc với những người có liên quan, nhưng không đủ căn cứ để kết luận.\n\nCụ thể: ",
  outside_remit:
    "Sự việc Quý doanh nghiệp phản ánh thuộc thẩm quyền giải quyết của cơ quan khác.\n\nCơ quan có thẩm quyền là: ",
};

const EN: Record<Outcome, string> = {
  upheld:
    "We have checked, and it happened as you describe. We apologise for the inconvenience.\n\nWe have: ",
  partly_upheld:
    "We have checked, and part of it happened as you describe. We apologise for the inconvenience.\n\nIn particular: ",
  not_upheld:
    "We have gone through the file and spoken with those involved. The procedure was carried out as the rules require.\n\nIn particular: ",
  cannot_verify:
    "We have gone through the file and spoken with those involved, but there is not enough to come to a conclusion.\n\nIn particular: ",
  outside_remit: "What you describe falls to another agency.\n\nThe agency in charge is: ",
};

/** How a message with this outcome may begin. */
export const suggestion = (outcome: Outcome, language: Language) => (language === "vi" ? VI : EN)[outcome];
