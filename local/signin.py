"""Tokens: a machine's by its secret, a member of staff's through the sign-in page, as a browser would."""

import base64
import hashlib
import secrets
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from local.stack import MachineClient, Stack, StaffMember

_PAGES_AT_MOST = 4


def machine_token(stack: Stack, client: MachineClient, *scopes: str) -> str:
    """An access token by client credentials, with all the client's scopes unless some are named."""
    form = {"grant_type": "client_credentials"} | ({"scope": " ".join(scopes)} if scopes else {})
    with httpx.Client(trust_env=False, timeout=10) as browser:
        answer = browser.post(stack.token_url, data=form, auth=(client.id, client.secret))
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def staff_tokens(stack: Stack, member: StaffMember) -> dict[str, str]:
    """ID, access and refresh token by authorization code and PKCE."""
    verifier = secrets.token_urlsafe(48)
    state = secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    request = {
        "response_type": "code",
        "client_id": stack.console_client_id,
        "redirect_uri": stack.console_url,
        "scope": "openid profile",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with httpx.Client(trust_env=False, timeout=10) as browser:
        code = _code(browser, browser.get(stack.authorize_url, params=request), stack, member, state)
        answer = browser.post(
            stack.token_url,
            data={
                "grant_type": "authorization_code",
                "client_id": stack.console_client_id,
                "redirect_uri": stack.console_url,
                "code": code,
                "code_verifier": verifier,
            },
        )
    answer.raise_for_status()
    return {name: token for name, token in answer.json().items() if name.endswith("_token")}


def _code(browser: httpx.Client, page: httpx.Response, stack: Stack, member: StaffMember, state: str) -> str:
    """Fills in the page's forms until it sends the browser back to the console."""
    for _ in range(_PAGES_AT_MOST):
        location = page.headers.get("location", "")
        if location.startswith(stack.console_url):
            answer = parse_qs(urlsplit(location).query)
            if answer.get("state") != [state] or "code" not in answer:
                raise RuntimeError(f"the sign-in page refuses {member.username}: {answer}")
            return str(answer["code"][0])
        if page.is_redirect:
            page = browser.get(urljoin(str(page.url), location))
            continue
        page.raise_for_status()
        form = _Form()
        form.feed(page.text)
        filled = form.fields | {"username": member.username, "password": member.password}
        page = browser.post(urljoin(str(page.url), form.action), data=filled)
    raise RuntimeError(f"the sign-in page does not let {member.username} in")


class _Form(HTMLParser):
    """The first form of a page: where it goes, and its fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._inside = False
        self._seen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._seen:
            self._inside = self._seen = True
            self.action = values.get("action", "")
        elif tag == "input" and self._inside and values.get("name"):
            self.fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
