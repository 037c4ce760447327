import { kept } from "../domain/kept";

const LAST_ACTIVE = "hailong.last-active";
const WARNING_SECONDS = 120;

export type IdleState = { kind: "active" } | { kind: "warning"; secondsLeft: number } | { kind: "over" };

/** What a pause of `idleSeconds` means when people are signed out after `limitSeconds`. */
export function idleState(idleSeconds: number, limitSeconds: number): IdleState {
  const secondsLeft = Math.ceil(limitSeconds - idleSeconds);
  if (secondsLeft <= 0) return { kind: "over" };
  if (secondsLeft <= WARNING_SECONDS) return { kind: "warning", secondsLeft };
  return { kind: "active" };
}

/** Notes that the person is here, for all tabs of this browser. */
export function touch(now: number): void {
  kept.setItem(LAST_ACTIVE, String(now));
}

/** Seconds since the person last did anything in any tab. */
export function idleSeconds(now: number): number {
  const last = Number(kept.getItem(LAST_ACTIVE) ?? now);
  return Math.max(0, (now - last) / 1000);
}
