import { type KeptStore, kept } from "./kept";

const PREFIX = "hailong.draft";

/** What one person has typed and not yet sent, kept in this browser until it is sent or thrown away. */
export class Drafts {
  /** Told when the browser does not keep a draft: it then lasts as long as the page. */
  onUnkept: () => void = () => undefined;

  constructor(
    private readonly staffCode: string,
    private readonly store: KeptStore = kept,
  ) {}

  read<T>(caseId: string, form: string): T | null {
    const stored = this.store.getItem(this.key(caseId, form));
    if (!stored) return null;
    try {
      return JSON.parse(stored) as T;
    } catch {
      return null;
    }
  }

  /** False where the browser does not keep it. */
  write(caseId: string, form: string, value: unknown): boolean {
    const done = this.store.setItem(this.key(caseId, form), JSON.stringify(value));
    if (!done) this.onUnkept();
    return done;
  }

  clear(caseId: string, form: string): void {
    this.store.removeItem(this.key(caseId, form));
  }

  private key(caseId: string, form: string): string {
    return [PREFIX, this.staffCode, caseId, form].join("|");
  }
}
