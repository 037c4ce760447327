"""A member of staff at the console: what they see, and what they do with mouse and keyboard."""

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from local.stack import Stack, StaffMember
from tests.browser import seen

# A crowd of cold starts on a small machine takes its time.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

# Chromium logs every answer of 400 and above as an error; those are looked at by themselves.
_FAILED_REQUEST = "Failed to load resource"


@dataclass(frozen=True)
class Look:
    """How the console is looked at."""

    width: int = 1440
    height: int = 900
    dark: bool = False
    english: bool = False
    calm: bool = False
    """Whether the person has asked for less motion."""


@dataclass
class Desk:
    """`complaints`: what must never happen, such as script errors or anything that the page's own policy forbids."""

    stack: Stack
    member: StaffMember
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def take(cls, browser: Browser, stack: Stack, member: StaffMember, look: Look) -> "Desk":
        context = browser.new_context(
            viewport={"width": look.width, "height": look.height},
            color_scheme="dark" if look.dark else "light",
            reduced_motion="reduce" if look.calm else "no-preference",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        if look.english:
            context.add_init_script("localStorage.setItem('hailong.language', 'en')")
        context.set_default_timeout(PATIENCE_MS)
        desk = cls(stack, member, context, context.new_page())
        desk.watch(desk.page)
        desk.page.goto(stack.console_url)
        desk.sign_in()
        return desk

    def watch(self, page: Page) -> None:
        """Writes down what the page complains of."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error" and not message.text.startswith(_FAILED_REQUEST):
                self.complaints.append(message.text)

        def on_response(response: Response) -> None:
            if response.status >= 500:
                self.complaints.append(f"{response.status} {response.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", on_response)

    def sign_in(self) -> None:
        """At the hosted page, which stands before the person already."""
        self.page.locator("#username").fill(self.member.username)
        self.page.locator("#password").fill(self.member.password)
        self.page.locator("button[type=submit]").click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def visit(self, path: str) -> None:
        self.page.goto(self.stack.console_url + path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def open_case(self, case_id: str) -> None:
        self.visit(f"cases/{case_id}")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Công ty")

    def search(self, text: str) -> None:
        self.page.get_by_label("Tìm vụ việc").fill(text)

    def row(self, case_id: str) -> Locator:
        """The case in the queue."""
        return self.page.get_by_role("row").filter(has=self.page.locator(f'[data-case="{case_id}"]'))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def told(self, text: str) -> None:
        """Waits for a notification."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def write_decision(self, message: str = "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ.") -> None:
        """Fills in the form of a decision, without handing it in."""
        self.page.get_by_label("Phản ánh đúng một phần").check()
        self.page.get_by_role("button", name="Nguyên nhân").click()
        self.page.get_by_role("option", name="Quy trình thủ tục").click()
        self.page.get_by_label("Biện pháp đã thực hiện").fill("Đã kiểm tra nhật ký và bố trí thêm người trực.")
        self.page.get_by_label("Lời trả lời doanh nghiệp").fill(message)

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page once it has come to rest."""
        return seen.violations(self.page)

    def storage(self, kind: Literal["local", "session"]) -> dict[str, str]:
        found: dict[str, str] = self.page.evaluate(f"({{...{kind}Storage}})")
        return found
