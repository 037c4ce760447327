import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

const ARRIVES_WITHIN_MS = 10_000;
const GOES_WITHIN_MS = 2_000;

/** Puts the focus on the page's heading, so that a screen reader says where one is; false while there is none. */
export function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>("#content h1");
  if (!heading) return false;
  heading.tabIndex = -1;
  heading.focus();
  return true;
}

/** After an action: what has the focus may go away, at once or when the page is drawn anew; then the heading gets it. */
export function rescueFocus(): void {
  const before = document.activeElement;
  const until = performance.now() + GOES_WITHIN_MS;
  const look = () => {
    const now = document.activeElement;
    if (now === null || now === document.body) focusHeading();
    // Where the person has gone on to something else, it is theirs.
    else if (now === before && performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Leads the focus into each page that one goes to, unless the page puts it somewhere itself. */
export function useRouteFocus(): void {
  const [path] = useLocation();
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const content = document.getElementById("content");
    if (!content) return;
    const arrived = () => content.contains(document.activeElement) || focusHeading();
    if (arrived()) return;
    const observer = new MutationObserver(() => arrived() && observer.disconnect());
    observer.observe(content, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), ARRIVES_WITHIN_MS);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [path]);
}

/** Scrolls there as smoothly as the person likes it. */
export function scrollTo(element: Element | null, block: ScrollLogicalPosition): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ behavior: calm ? "auto" : "smooth", block });
}
