const PREFIX = "hailong.draft";

/** What one person has typed and not yet sent, kept in this browser until it is sent or thrown away. */
export class Drafts {
  constructor(
    private readonly staffCode: string,
    private readonly store: Storage = localStorage,
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

  write(caseId: string, form: string, value: unknown): void {
    this.store.setItem(this.key(caseId, form), JSON.stringify(value));
  }

  clear(caseId: string, form: string): void {
    this.store.removeItem(this.key(caseId, form));
  }

  private key(caseId: string, form: string): string {
    return [PREFIX, this.staffCode, caseId, form].join("|");
  }
}
