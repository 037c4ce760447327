/**
 * A store of the browser with memory behind it: what the browser does not take (it is full, or forbids it) lasts as
 * long as the page.
 */
export class KeptStore {
  private readonly memory = new Map<string, string>();

  constructor(private readonly store: () => Storage) {}

  getItem(key: string): string | null {
    const held = this.memory.get(key);
    if (held !== undefined) return held;
    try {
      return this.store().getItem(key);
    } catch {
      return null;
    }
  }

  /** False where it lasts only as long as the page. */
  setItem(key: string, value: string): boolean {
    try {
      this.store().setItem(key, value);
    } catch {
      // What stood there before is out of date, and must not come back.
      this.removeItem(key);
      this.memory.set(key, value);
      return false;
    }
    this.memory.delete(key);
    return true;
  }

  removeItem(key: string): void {
    this.memory.delete(key);
    try {
      this.store().removeItem(key);
    } catch {
      // Nothing can be there, either.
    }
  }
}

/** For all tabs of this browser, and for this one alone. */
export const kept = new KeptStore(() => localStorage);
export const keptInTab = new KeptStore(() => sessionStorage);
