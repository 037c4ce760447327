/** The two forms by which a case is decided. */
const decision = {
  decide: {
    title: "Kết luận và trả lời doanh nghiệp",
    hint: "Kết luận được lãnh đạo duyệt trước khi gửi cho doanh nghiệp.",
    outcome: "Kết quả xử lý",
    rootCause: "Nguyên nhân",
    rootCausePlaceholder: "Chọn nguyên nhân chính",
    actionTaken: "Biện pháp đã thực hiện",
    actionTakenHint: "Ghi nội bộ: đã kiểm tra, chấn chỉnh, khắc phục những gì.",
    message: "Lời trả lời doanh nghiệp",
    messageHintVi: "Viết bằng tiếng Việt, lịch sự, rõ ràng; không nêu tên công chức.",
    messageHintEn: "Doanh nghiệp chọn tiếng Anh: hãy viết lời trả lời bằng tiếng Anh.",
    preview: "Thư doanh nghiệp sẽ nhận",
    previewEmpty: "Chọn kết quả xử lý để xem thư.",
    submit: "Trình lãnh đạo duyệt",
    returned: (who: string, when: string) => `Bị trả lại: ${who} yêu cầu làm rõ, ${when}`,
    returnedHint: "Nội dung đã trình được điền sẵn dưới đây. Hãy sửa rồi trình lại.",
    required: "Vui lòng điền mục này.",
    unfinished: "Câu cuối còn để ngỏ sau dấu hai chấm. Vui lòng viết tiếp.",
    draftSaved: (time: string) => `Bản nháp đã lưu trên máy này lúc ${time}.`,
    discard: "Bỏ bản nháp",
    characters: (used: string, max: string) => `${used}/${max} ký tự`,
    tooLong: (max: string) => `Tối đa ${max} ký tự.`,
  },

  review: {
    title: "Duyệt kết luận",
    hint: "So sánh điều doanh nghiệp nêu với kết luận, rồi đồng ý hoặc yêu cầu làm rõ.",
    said: "Doanh nghiệp phản ánh",
    found: "Kết luận",
    approve: "Đồng ý và gửi trả lời",
    sendBack: "Yêu cầu làm rõ",
    note: "Ý kiến của người duyệt",
    noteHint: "Bắt buộc khi yêu cầu làm rõ: cần làm rõ điều gì.",
    noteRequired: "Vui lòng ghi điều cần làm rõ.",
    approveConfirm: "Gửi trả lời",
    approveTitle: "Gửi trả lời cho doanh nghiệp?",
    approveText: "Sau khi đồng ý, thư trả lời được gửi ngay và không thu hồi được.",
  },
};

export default decision;
