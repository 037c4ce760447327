import type { Language } from "../api/types";

const TIME_ZONE = "Asia/Ho_Chi_Minh";

/** Dates and numbers the way readers of a language write them, always in Vietnamese time. */
export class Formatter {
  private readonly locale: string;
  private readonly dates: Record<"date" | "dateTime" | "time", Intl.DateTimeFormat>;
  private readonly integer: Intl.NumberFormat;
  private readonly precise: Intl.NumberFormat;
  private readonly hundredths: Intl.NumberFormat;
  private readonly tenths: Intl.NumberFormat;
  private readonly percentage: Intl.NumberFormat;

  constructor(language: Language) {
    this.locale = language === "vi" ? "vi-VN" : "en-GB";
    const day = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(this.locale, { timeZone: TIME_ZONE, ...options });
    this.dates = {
      date: format(day),
      dateTime: format({ ...day, ...hour }),
      time: format(hour),
    };
    this.integer = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 0 });
    this.precise = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 2 });
    this.hundredths = new Intl.NumberFormat(this.locale, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    this.tenths = new Intl.NumberFormat(this.locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    this.percentage = new Intl.NumberFormat(this.locale, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
  }

  date = (moment: string | Date) => this.dates.date.format(new Date(moment));
  time = (moment: string | Date) => this.dates.time.format(new Date(moment));
  number = (value: number) => this.integer.format(value);
  /** `10,0`: with one decimal, as shares are written. */
  decimal = (value: number) => this.tenths.format(value).replace("-", "−");
  /** `+1,50`: a score on a scale around zero, always with two decimals. */
  signed = (value: number) => (value > 0 ? "+" : "") + this.hundredths.format(value).replace("-", "−");
  /** With one decimal; what is not all of it is never `100,0%`, what is not nothing never `0,0%`. */
  percent = (share: number) =>
    this.percentage.format(share > 0 && share < 1 ? Math.min(Math.max(share, 0.001), 0.999) : share);

  /** `24/11/2026 09:05`: the day first in both languages. */
  dateTime = (moment: string | Date) => {
    const when = new Date(moment);
    return `${this.dates.date.format(when)} ${this.dates.time.format(when)}`;
  };

  /** The size of a file, in the largest unit that keeps it above one. */
  size = (bytes: number) => {
    if (bytes < 1000) return `${this.number(bytes)} B`;
    if (bytes < 1_000_000) return `${this.number(bytes / 1000)} kB`;
    return `${this.precise.format(bytes / 1_000_000)} MB`;
  };
}
