import { expect, test } from "vitest";
import { concerns } from "./concerns";

const SORRY = "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ kiểm hoá gần hai ngày.";
const SORRY_EN = "We apologise that your company had to wait almost two days for the inspection.";
const OFFICERS = ["Nguyễn Văn A", "20CF-0012"];

test("a message in the enterprise's language that names nobody raises no concern", () => {
  expect(concerns(SORRY, "vi", OFFICERS)).toEqual([]);
  expect(concerns(SORRY_EN, "en", OFFICERS)).toEqual([]);
  expect(concerns("", "vi", OFFICERS)).toEqual([]);
});

test.each([
  "Chúng tôi đã nhắc nhở ông Nguyễn Văn A và bố trí thêm người trực.",
  "Chúng tôi đã nhắc nhở ông NGUYỄN  VĂN A.",
  `Chúng tôi đã nhắc nhở ông ${"Nguyễn Văn A".normalize("NFD")}.`,
])("an officer's name is found however it is written: %s", (message) => {
  expect(concerns(message, "vi", OFFICERS)).toEqual([{ kind: "names", names: ["Nguyễn Văn A"] }]);
});

test("a code is found; a longer name or number that begins like it is not", () => {
  expect(concerns("Công chức 20CF-0012 đã được nhắc nhở rồi.", "vi", OFFICERS)).toEqual([
    { kind: "names", names: ["20CF-0012"] },
  ]);
  expect(concerns("Chúng tôi đã mời bà Nguyễn Văn Anh đến làm việc.", "vi", OFFICERS)).toEqual([]);
  expect(concerns("Xem hồ sơ số 20CF-00121 của doanh nghiệp.", "vi", OFFICERS)).toEqual([]);
});

test("another language than the enterprise's is noticed, few words are not judged", () => {
  expect(concerns(SORRY_EN, "vi", OFFICERS)).toEqual([{ kind: "language" }]);
  expect(concerns(SORRY, "en", OFFICERS)).toEqual([{ kind: "language" }]);
  expect(concerns(`${SORRY_EN} Công ty TNHH Ví dụ, Hòn Gai.`, "en", OFFICERS)).toEqual([]);
  expect(concerns("OK, thanks.", "vi", OFFICERS)).toEqual([]);
});
