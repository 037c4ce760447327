/** What can be done to a case, and why it cannot be done now. */
const actions = {
  actions: {
    claim: "Nhận xử lý",
    assign: "Giao việc",
    release: "Trả lại",
    note: "Ghi chú",
    decide: "Kết luận",
    review: "Duyệt",
    resume: "Chạy tiếp",
    called: "Đã gọi điện",
    done: {
      claim: "Bạn đã nhận vụ việc này.",
      assign: "Đã giao vụ việc.",
      release: "Đã trả lại vụ việc để người khác nhận.",
      note: "Đã lưu ghi chú.",
      decide: "Đã trình kết luận, chờ người thứ hai duyệt.",
      approve: "Đã duyệt. Thư trả lời đang được gửi đến doanh nghiệp.",
      sendBack: "Đã trả lại để làm rõ.",
      resume: "Vụ việc đang chạy tiếp.",
      called: "Đã ghi nhận cuộc gọi.",
    },
    releaseTitle: "Trả lại vụ việc?",
    releaseText: "Vụ việc sẽ trở lại danh sách chờ của đơn vị. Thời hạn không thay đổi.",
    resumeTitle: "Cho vụ việc chạy tiếp?",
    resumeText: "Hệ thống sẽ bắt đầu lại từ bước đã dừng.",
    forms: {
      note: {
        title: "Ghi chú vào hồ sơ",
        label: "Nội dung ghi chú",
        hint: "Ghi chú được lưu vĩnh viễn trong quá trình xử lý, doanh nghiệp không nhìn thấy.",
      },
      called: {
        title: "Đã gọi cho doanh nghiệp",
        label: "Nội dung trao đổi",
        hint: "Ghi người nghe máy, thời điểm và nội dung đã thông báo.",
      },
    },
    assignTitle: "Giao việc cho",
    assignLabel: "Người nhận việc",
    assignHint: "Chỉ những người được phép xử lý vụ việc này.",
    assignPlaceholder: "Chọn người nhận việc",
    nobodyToAssign: "Không có người phù hợp",
    cancel: "Hủy",
    save: "Lưu",
    confirm: "Đồng ý",
  },

  why: {
    reasons: {
      role: "Vai trò của bạn không có quyền này.",
      other_office: "Vụ việc thuộc đơn vị khác.",
      rated_officer: "Bạn là công chức được đánh giá.",
      rated_team: "Đội/tổ của bạn được đánh giá.",
      restricted: "Vụ việc hạn chế, chỉ thanh tra – kiểm tra xử lý.",
      appeal: "Lần xem xét thứ hai do thanh tra – kiểm tra thực hiện.",
      own_decision: "Bạn là người kết luận nên không được tự duyệt.",
      took_part_before: "Bạn đã tham gia giải quyết lần đầu.",
      not_assignee: "Vụ việc đang do người khác xử lý.",
      state: "Chưa đến bước này.",
    } as Record<string, string>,
    states: {
      open: "Cần có người nhận xử lý trước.",
      appealed: "Cần có người nhận xử lý trước.",
      assigned: "Vụ việc đang được xử lý.",
      in_review: "Kết luận đang chờ duyệt.",
      decided: "Vụ việc đã được trả lời.",
      closed: "Vụ việc đã kết thúc.",
      failed: "Hệ thống đang dừng ở một bước.",
    } as Record<string, string>,
  },

  stale: {
    title: "Vụ việc đã thay đổi trong lúc bạn làm",
    kept: "Nội dung bạn viết vẫn còn nguyên. Xem thay đổi dưới đây rồi gửi lại nếu vẫn phù hợp.",
    state: (from: string, to: string) => `Trạng thái: ${from} → ${to}`,
    assignee: (from: string, to: string) => `Người xử lý: ${from} → ${to}`,
    due: (from: string, to: string) => `Hạn trả lời: ${from} → ${to}`,
    entry: (what: string, who: string, when: string) => `${what} (${who}, ${when})`,
    seen: "Đã xem",
  },
};

export default actions;
