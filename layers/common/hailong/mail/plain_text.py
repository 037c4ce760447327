"""HTML mail as plain text: what is shown, in lines; nothing is loaded, run or linked. Pure.

Each character is looked at a fixed number of times, whatever is sent: the parser of the standard library takes minutes
over a few ten thousand unfinished tags. What a sloppy page shows otherwise in a browser does no harm here.
"""

import html
import re

_TOKENS = re.compile(r"(<[^<>]*>)")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,15})")
_NAMED = re.compile(r"""\b(?P<what>class|id|type)\s{0,9}=\s{0,9}["']?(?P<value>[^"'<>]{0,200})""", re.IGNORECASE)
_UNSHOWN = frozenset({"head", "script", "style", "template", "title", "noscript", "object", "svg"})
_QUOTED = frozenset({"gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend"})
"""Classes and ids by which mail programs mark the mail that is answered."""

_BREAKS = frozenset({"br", "div", "p", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "hr", "pre"})
_ENDLESS = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source", "embed"})
_DEEPEST = 200
_LONGEST_TAG = 1_000
_COMMENT, _COMMENT_ENDS = "<!--", "-->"


def plain_text(page: str, *, quoted: bool = False) -> str:
    """The text of it; with `quoted` also what is marked as the mail that is answered."""
    reader = _Reader(quoted=quoted)
    for token in _TOKENS.split(page):
        reader.take(token)
    lines = html.unescape("".join(reader.said)).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


class _Reader:
    def __init__(self, *, quoted: bool) -> None:
        self.said: list[str] = []
        self._quoted = quoted
        self._in_comment = False
        self._open: list[str] = []
        self._hidden_from: int | None = None
        """How deep the outermost element stands of which nothing is said."""

    def take(self, token: str) -> None:
        if self._in_comment or token.startswith(_COMMENT):
            self._in_comment = _COMMENT_ENDS not in token
        elif (tag := _TAG.match(token)) is None:
            # A lone < is text; a declaration is not.
            if self._hidden_from is None and not (token.startswith(("<!", "<?")) and token.endswith(">")):
                self.said.append(re.sub(r"\s+", " ", token))
        else:
            name = tag["name"].lower()
            if name in _BREAKS and self._hidden_from is None:
                self.said.append("\n")
            if tag["end"]:
                self._end(name)
            elif name not in _ENDLESS:
                self._begin(name, token[:_LONGEST_TAG])

    def _begin(self, name: str, tag: str) -> None:
        if name == "body":
            # Whatever of the head was left open ends here.
            self._open, self._hidden_from = [], None
        if len(self._open) >= _DEEPEST:
            return
        self._open.append(name)
        if self._hidden_from is None and (name in _UNSHOWN or (not self._quoted and _quotes(name, tag))):
            self._hidden_from = len(self._open)

    def _end(self, name: str) -> None:
        if name not in self._open:
            return
        while self._open.pop() != name:
            pass
        if self._hidden_from is not None and len(self._open) < self._hidden_from:
            self._hidden_from = None


def _quotes(name: str, tag: str) -> bool:
    for found in _NAMED.finditer(tag):
        value = found["value"].lower().split()
        if found["what"].lower() == "type":
            if name == "blockquote" and value == ["cite"]:
                return True
        elif not _QUOTED.isdisjoint(value):
            return True
    return False
