// The preview is the mailer's own HTML. A page whose policy forbids inline style cannot show that as it is, so it is
// rebuilt element by element: only what mails are made of, styles set through the object model, links without target.

const ELEMENTS = new Set([
  "TABLE",
  "TBODY",
  "TR",
  "TD",
  "DIV",
  "P",
  "H1",
  "STRONG",
  "BR",
  "A",
  "SPAN",
  "UL",
  "LI",
]);
const STYLE = "data-style";
const ATTRIBUTES = ["width", "cellpadding", "cellspacing", "border", "align", "valign", "bgcolor", "role"];

/** The body of a mail as nodes that may be shown. Text stays; elements that mails do not need are left out. */
export function mailNodes(html: string): DocumentFragment {
  // Under another name, since the policy already speaks up when a style attribute is read. (In text, quotes are escaped.)
  const source = new DOMParser().parseFromString(html.replaceAll(' style="', ` ${STYLE}="`), "text/html");
  const fragment = document.createDocumentFragment();
  for (const node of source.body.childNodes) append(fragment, node);
  return fragment;
}

function append(parent: Node, node: Node): void {
  if (node.nodeType === Node.TEXT_NODE) {
    parent.appendChild(document.createTextNode(node.textContent ?? ""));
    return;
  }
  if (!(node instanceof Element) || !ELEMENTS.has(node.tagName)) return;
  const copy = document.createElement(node.tagName === "H1" ? "DIV" : node.tagName);
  for (const name of ATTRIBUTES) {
    const value = node.getAttribute(name);
    if (value !== null) copy.setAttribute(name, value);
  }
  copy.style.cssText = node.getAttribute(STYLE) ?? "";
  for (const child of node.childNodes) append(copy, child);
  parent.appendChild(copy);
}
