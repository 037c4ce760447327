/** The frame around every page, and what can go wrong in it. */
const frame = {
  product: "Hài Lòng",
  skipToContent: "Đến nội dung chính",

  nav: {
    tasks: "Nhiệm vụ",
    mine: "Việc của tôi",
    review: "Chờ tôi duyệt",
    office: "Đơn vị của tôi",
    toClaim: (count: string) => `${count} chờ nhận`,
    overdue: "Quá hạn",
    calls: "Cần gọi điện",
    all: "Mọi đơn vị",
    news: (unread: number) => (unread > 0 ? `Tin mới: ${unread} chưa đọc` : "Tin mới"),
    workload: "Phân công",
    texts: "Mẫu câu trả lời",
    statistics: "Thống kê",
    overview: "Tổng quan",
    help: "Phím tắt",
    openMenu: "Mở trình đơn",
    closeMenu: "Đóng trình đơn",
    label: "Trình đơn chính",
    breadcrumbs: "Vị trí trang",
    theme: "Giao diện",
    light: "Sáng",
    dark: "Tối",
    system: "Theo thiết bị",
    signOut: "Đăng xuất",
  },

  errors: {
    title: "Chưa tải được",
    network: "Không kết nối được với máy chủ. Kiểm tra đường truyền rồi thử lại.",
    offline: "Mất kết nối mạng",
    offlineHint:
      "Không có gì được gửi đi lúc này, và không có gì được tự gửi sau. Nội dung bạn viết vẫn còn trên máy này.",
    server: "Hệ thống đang gặp sự cố. Vui lòng thử lại sau ít phút.",
    forbidden: "Bạn không có quyền thực hiện việc này.",
    conflict_of_interest: "Bạn có liên quan đến vụ việc này nên không được thực hiện.",
    stale: "Vụ việc đã thay đổi. Vui lòng xem lại.",
    not_found: "Không tìm thấy nội dung này.",
    invalid: "Có mục chưa hợp lệ. Vui lòng kiểm tra lại.",
    throttled: "Có quá nhiều yêu cầu cùng lúc. Vui lòng chờ giây lát.",
    retry: "Thử lại",
    other: "Yêu cầu không thực hiện được. Vui lòng tải lại trang rồi thử lại.",
    crash: "Trang gặp lỗi không mong muốn",
    crashHint: "Nội dung bạn viết đã được lưu trên máy này. Tải lại trang để tiếp tục.",
    reload: "Tải lại trang",
    pageNotFound: "Không có trang này",
    unknownPage: "Địa chỉ có thể đã đổi. Hãy quay về danh sách nhiệm vụ.",
    start: "Chưa khởi động được bảng điều khiển",
  },

  notifications: {
    label: "Thông báo",
    close: (text: string) => `Đóng thông báo: ${text}`,
    success: "Thành công",
    error: "Lỗi",
    warning: "Cảnh báo",
  },

  session: {
    chosen: "Bạn đã đăng xuất",
    chosenHint: "Có thể đóng trang này.",
    idle: "Bạn đã được đăng xuất",
    idleHint:
      "Để bảo vệ hồ sơ, hệ thống đăng xuất khi không có thao tác trong một thời gian. Nội dung viết dở vẫn được giữ.",
    expired: "Phiên làm việc đã hết",
    expiredHint: "Vui lòng đăng nhập lại để tiếp tục. Nội dung viết dở vẫn được giữ.",
    failed: "Chưa đăng nhập được",
    failedHint: (code: string) =>
      `Trang đăng nhập báo lỗi (${code}). Vui lòng thử lại; nếu vẫn không được, hãy báo mã lỗi này cho quản trị hệ thống.`,
    signIn: "Đăng nhập",
    warningTitle: "Sắp hết phiên làm việc",
    warning: (time: string) =>
      `Hệ thống sẽ đăng xuất sau ${time} nếu không có thao tác. Nội dung viết dở vẫn được giữ.`,
    stay: "Tiếp tục làm việc",
    noGroup: "Tài khoản chưa được phân quyền",
    noGroupHint: "Vui lòng liên hệ quản trị hệ thống của đơn vị để được phân quyền.",
  },

  help: {
    use: "Dùng phím tắt",
    review: "Đến danh sách chờ tôi duyệt",
    title: "Phím tắt",
    search: "Tìm vụ việc",
    next: "Vụ việc tiếp theo",
    previous: "Vụ việc trước",
    openRow: "Mở vụ việc đang chọn",
    claim: "Nhận xử lý vụ việc đang chọn",
    mine: "Đến việc của tôi",
    office: "Đến danh sách đơn vị",
    calls: "Đến danh sách cần gọi điện",
    statistics: "Đến thống kê",
    back: "Quay lại danh sách",
    help: "Mở bảng này",
    andThen: "rồi",
  },

  common: { unknown: "Không rõ", loading: "Đang tải", none: "–" },
};

export default frame;
