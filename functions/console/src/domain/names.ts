/** What members of staff are called, as far as the answers of the API have told. */
export class StaffNames {
  private readonly names = new Map<string, string>();

  learn(names: Record<string, string>): void {
    for (const [code, name] of Object.entries(names)) this.names.set(code, name);
  }

  of = (code: string): string | null => this.names.get(code) ?? null;

  /** `Đỗ Thu Hà (20CF-0021)`, the code alone where there is no name. */
  full = (code: string): string => {
    const name = this.names.get(code);
    return name ? `${name} (${code})` : code;
  };
}

export const staffNames = new StaffNames();
