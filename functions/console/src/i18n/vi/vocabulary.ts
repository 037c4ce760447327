/** The system's own words: what the API has codes for. */
const vocabulary = {
  roles: {
    handler: "Công chức xử lý",
    supervisor: "Lãnh đạo đơn vị",
    inspector: "Thanh tra – kiểm tra",
    leader: "Lãnh đạo chi cục khu vực",
    enterprise: "Doanh nghiệp",
    system: "Hệ thống",
  } as Record<string, string>,

  subjects: { officer: "Công chức", team: "Đội/tổ", office: "Đơn vị" },

  levels: {
    1: "Rất không hài lòng",
    2: "Không hài lòng",
    3: "Bình thường",
    4: "Hài lòng",
    5: "Rất hài lòng",
  },

  reasons: {
    obstruction: "Gây phiền hà",
    harassment: "Sách nhiễu",
    misconduct: "Tiêu cực",
    delay: "Chậm trễ",
    error: "Sai sót nghiệp vụ",
    attitude: "Thái độ phục vụ",
    unclear_guidance: "Hướng dẫn không rõ",
    system: "Hệ thống lỗi",
    policy: "Chính sách, quy định",
    other_agency: "Cơ quan khác",
    other: "Lý do khác",
  } as Record<string, string>,

  states: {
    open: "Chờ nhận",
    assigned: "Đang xử lý",
    in_review: "Chờ duyệt",
    decided: "Đã trả lời",
    appealed: "Xem xét lại, chờ nhận",
    closed: "Đã kết thúc",
    failed: "Cần kiểm tra kỹ thuật",
  } as Record<string, string>,

  outcomes: {
    upheld: "Phản ánh đúng",
    partly_upheld: "Phản ánh đúng một phần",
    not_upheld: "Phản ánh không đúng",
    cannot_verify: "Không đủ căn cứ xác minh",
    outside_remit: "Không thuộc thẩm quyền",
  },

  outcomeHints: {
    upheld: "Sự việc đúng như doanh nghiệp nêu.",
    partly_upheld: "Một phần sự việc đúng như doanh nghiệp nêu.",
    not_upheld: "Đã xác minh, sự việc không như doanh nghiệp nêu.",
    cannot_verify: "Đã xác minh nhưng chưa đủ căn cứ để kết luận.",
    outside_remit: "Sự việc do cơ quan khác giải quyết.",
  },

  rootCauses: {
    conduct: "Tác phong, thái độ của công chức",
    skill: "Trình độ nghiệp vụ",
    process: "Quy trình thủ tục",
    workload: "Quá tải công việc",
    system: "Hệ thống công nghệ thông tin",
    policy: "Chính sách, quy định",
    other_agency: "Cơ quan khác",
    enterprise: "Từ phía doanh nghiệp",
    none_found: "Không tìm thấy nguyên nhân",
  },

  channels: { green: "Luồng xanh", yellow: "Luồng vàng", red: "Luồng đỏ" } as Record<string, string>,

  stages: {
    registration: "Đăng ký tờ khai",
    document_check: "Kiểm tra hồ sơ",
    inspection: "Kiểm tra thực tế hàng hóa",
    clearance: "Thông quan",
    supervision: "Giám sát",
  } as Record<string, string>,

  languages: { vi: "Tiếng Việt", en: "Tiếng Anh" },
};

export default vocabulary;
