import type { Subject } from "../api/types";

/** How often each level was given, from 1 to 5. */
export type Counts = readonly number[];

const Z = 1.959964;
const STEPS = 1000;

/** 95 % interval of a share, after Wilson (1927); null of nothing. */
export function wilson(successes: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null;
  const share = successes / n;
  const squared = Z * Z;
  const centre = (share + squared / (2 * n)) / (1 + squared / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + squared / (4 * n * n))) / (1 + squared / n);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface Share {
  part: number;
  whole: number;
}

/** 95 % interval of how much a share has changed, after Newcombe (1998, method 10); null where one is of nothing. */
export function changeOf(before: Share, now: Share): { low: number; high: number } | null {
  const was = wilson(before.part, before.whole);
  const is = wilson(now.part, now.whole);
  if (!was || !is) return null;
  const [old, fresh] = [before.part / before.whole, now.part / now.whole];
  return {
    low: fresh - old - Math.hypot(fresh - is.low, was.high - old),
    high: fresh - old + Math.hypot(is.high - fresh, old - was.low),
  };
}

export const total = (counts: Counts) => counts.reduce((sum, count) => sum + count, 0);
export const satisfiedOf = (counts: Counts) => (counts[3] ?? 0) + (counts[4] ?? 0);

/** The mean on the scale from −2 (very dissatisfied) to +2 (very satisfied); null of nothing. */
export function meanScore(counts: Counts): number | null {
  const n = total(counts);
  return n === 0 ? null : counts.reduce((sum, count, index) => sum + count * (index - 2), 0) / n;
}

export interface Segment {
  level: 1 | 2 | 3 | 4 | 5;
  share: number;
  /** Where it starts, with the middle of the scale at 0; negative to the left. */
  start: number;
}

/** A distribution as a bar that diverges from the middle: neutral is halved by it. */
export function diverging(counts: Counts): Segment[] {
  const n = total(counts);
  if (n === 0) return [];
  const shares = counts.map((count) => count / n);
  const [worst = 0, bad = 0, neutral = 0] = shares;
  let start = -(worst + bad + neutral / 2);
  return shares.map((share, index) => {
    const segment = { level: (index + 1) as Segment["level"], share, start };
    start += share;
    return segment;
  });
}

/**
 * The shares of counts in steps of a thousandth, so that they add up to 1 as they are written (largest remainder).
 * Whoever was counted has a step, and nobody has all of them beside others.
 */
export function parts(counts: Counts): number[] {
  const n = total(counts);
  if (n === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (count / n) * STEPS);
  const steps = exact.map((value) => (value > 0 ? Math.max(1, Math.floor(value)) : 0));
  const left = (index: number) => (exact[index] ?? 0) - (steps[index] ?? 0);
  let missing = STEPS - steps.reduce((sum, step) => sum + step, 0);
  while (missing !== 0) {
    const order = [...steps.keys()].sort((a, b) => left(b) - left(a));
    // What is too much is taken where it was given most of all, which is never from a single step.
    const at = missing > 0 ? order[0] : order.findLast((index) => (steps[index] ?? 0) > 1);
    if (at === undefined) break;
    const step = Math.sign(missing);
    steps[at] = (steps[at] ?? 0) + step;
    missing -= step;
  }
  return steps.map((step) => step / STEPS);
}

/** The subject that the levels of a unit speak of. */
export function subjectOf(unit: string): Subject {
  const kind = unit.split(":")[0];
  return kind === "officer" || kind === "team" ? kind : "office";
}

/** The unit right above, null for the department. */
export function unitAbove(unit: string): string | null {
  const [kind, code = ""] = unit.split(":");
  if (kind === "department") return null;
  return kind === "office" ? "department" : `office:${code.split("-")[0]}`;
}
