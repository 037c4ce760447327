import { NotSignedIn, Refused, Unavailable } from "./errors.js";
import type { components } from "./schema.js";

type Schemas = components["schemas"];

export type Rating = Schemas["RatingRequest"];
export type Clearance = Schemas["ClearanceRequest"];
export type BulkClearance = Schemas["BulkClearanceRequest"];
export type RatingAnswer = Schemas["RatingAnswer"];
export type RatingFile = Schemas["RatingFile"];
export type Correction = Schemas["CorrectionRequest"];
export type Helped = Schemas["Helped"];
export type ClearanceAnswer = Schemas["ClearanceAnswer"];
export type BulkItem = Schemas["BulkItem"];
export type MissingItem = Schemas["MissingItem"];

export interface Settings {
  apiUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** Of each call, with growing pauses. */
  attempts?: number;
  timeoutMilliseconds?: number;
}

interface Call {
  body?: unknown;
  headers?: Record<string, string>;
  /** The code of a conflict that means, after a lost answer, that the call had succeeded. */
  doneBefore?: string;
}

interface Answer {
  status: number;
  headers: Headers;
  /** Undefined where what came is not JSON. */
  content: unknown;
}

const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Refusals that speak of the client and not of what it sent. */
const OF_THE_CLIENT = new Set(["missing_scope", "forbidden", "unauthorized"]);
/** A token is renewed so long before it ends. */
const EARLY_MILLISECONDS = 60_000;
const LONGEST_PAUSE = 30_000;
const KNOWN_ANSWERS = 1_000;

/** One vendor's client: it keeps its token, and tries again what may succeed. Every call is safe to repeat. */
export class HaiLong {
  readonly #settings: Required<Settings>;
  #token = "";
  #tokenUntil = 0;
  readonly #known = new Map<string, { tag: string; file: RatingFile }>();

  constructor(settings: Settings) {
    this.#settings = { attempts: 5, timeoutMilliseconds: 15_000, ...settings };
  }

  /** Hands in a rating. `status` is `awaiting_clearance` where the clearance has not come yet. */
  async rate(rating: Rating): Promise<RatingAnswer> {
    return (await this.#call("POST", "/ratings", { body: rating })).content as RatingAnswer;
  }

  /** The rating with the answer to it; asked for again and again it costs no body until something changes. */
  async rating(declarationNo: string, taxCode: string): Promise<RatingFile> {
    const path = `/ratings/${encodeURIComponent(declarationNo)}?tax_code=${encodeURIComponent(taxCode)}`;
    const known = this.#known.get(path);
    const answer = await this.#call("GET", path, {
      headers: known?.tag ? { "If-None-Match": known.tag } : {},
    });
    if (answer.status === 304 && known) return known.file;
    const file = answer.content as RatingFile;
    if (this.#known.size >= KNOWN_ANSWERS) this.#known.delete(this.#known.keys().next().value ?? "");
    this.#known.set(path, { tag: answer.headers.get("ETag") ?? "", file });
    return file;
  }

  /** Corrects a rating that was a slip of the finger: once, for minutes, before anybody has taken its case. */
  async correct(declarationNo: string, correction: Correction): Promise<RatingFile> {
    const path = `/ratings/${encodeURIComponent(declarationNo)}/correct`;
    return (await this.#call("POST", path, { body: correction })).content as RatingFile;
  }

  /** Asks for the outcome to be reconsidered, which can be done once. */
  async appeal(declarationNo: string, taxCode: string, reason: string): Promise<RatingFile> {
    const answer = await this.#call("POST", `/ratings/${encodeURIComponent(declarationNo)}/appeal`, {
      body: { tax_code: taxCode, reason },
      doneBefore: "already_appealed",
    });
    return answer.status === 409 ? this.rating(declarationNo, taxCode) : (answer.content as RatingFile);
  }

  /** Says whether the answer helped; it can be changed until the case is closed. */
  async helped(declarationNo: string, taxCode: string, helped: Helped, why?: string): Promise<RatingFile> {
    const answer = await this.#call("POST", `/ratings/${encodeURIComponent(declarationNo)}/helped`, {
      body: { tax_code: taxCode, helped, ...(why === undefined ? {} : { why }) },
    });
    return answer.content as RatingFile;
  }

  /** Registers or corrects a clearance (customs system). */
  async clear(declarationNo: string, clearance: Clearance): Promise<ClearanceAnswer> {
    const path = `/clearances/${encodeURIComponent(declarationNo)}`;
    return (await this.#call("PUT", path, { body: clearance })).content as ClearanceAnswer;
  }

  /** The same of up to 100 clearances; a bad one spoils no other. */
  async clearMany(clearances: readonly BulkClearance[]): Promise<BulkItem[]> {
    const answer = await this.#call("POST", "/clearances", { body: { clearances } });
    return (answer.content as Schemas["BulkAnswer"]).results;
  }

  /** Declarations that were rated over 30 days ago and whose clearance never came (customs system). */
  async missing(): Promise<MissingItem[]> {
    return ((await this.#call("GET", "/clearances/missing")).content as Schemas["MissingAnswer"]).items;
  }

  async #call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const { apiUrl, attempts } = this.#settings;
    let why = "";
    let wait: number | undefined;
    let renewed = false;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await sleep(pause(attempt, wait));
      wait = undefined;
      let answer: Answer;
      try {
        const token = await this.#validToken();
        answer = await this.#fetch(apiUrl.replace(/\/+$/, "") + path, {
          method,
          headers: {
            Authorization: `Bearer ${token}`,
            Accept: "application/json",
            ...(call.body === undefined ? {} : { "Content-Type": "application/json" }),
            ...call.headers,
          },
          ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        });
      } catch (error) {
        if (error instanceof NotSignedIn) throw error;
        why = told(error);
        continue;
      }
      if (answer.status === 304) return answer;
      if (answer.status >= 200 && answer.status < 300) {
        if (isObject(answer.content)) return answer;
        why = `answered ${answer.status} without the JSON that was asked for`;
        continue;
      }
      // The next token may be good for more.
      if (answer.status === 401 || answer.status === 403) this.#token = "";
      if (answer.status === 401 && !renewed && attempt < attempts - 1) {
        renewed = true;
        why = "the token was not accepted";
        continue;
      }
      if (!PASSING.has(answer.status)) {
        const error = refusal(answer);
        if (attempt > 0 && error instanceof Refused && error.code === call.doneBefore) return answer;
        throw error;
      }
      why = `answered ${answer.status}`;
      wait = retryAfter(answer.headers);
    }
    throw new Unavailable(`${method} ${path.split("?")[0]} failed ${attempts} times: ${why}`);
  }

  /** The token; its life is counted on a clock that nobody sets, from what the answer says. */
  async #validToken(): Promise<string> {
    if (this.#token && performance.now() < this.#tokenUntil) return this.#token;
    const { tokenUrl, clientId, clientSecret } = this.#settings;
    const answer = await this.#fetch(tokenUrl, {
      method: "POST",
      headers: {
        Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=client_credentials",
    });
    if (answer.status >= 400 && answer.status < 500 && !PASSING.has(answer.status))
      throw new NotSignedIn(`the sign-in answered ${answer.status}: the client id or its secret is wrong`);
    const granted = answer.content;
    if (answer.status !== 200 || !isObject(granted) || typeof granted.access_token !== "string")
      throw new Error(`the sign-in answered ${answer.status} without a token`);
    this.#token = granted.access_token;
    this.#tokenUntil = performance.now() + Number(granted.expires_in ?? 0) * 1000 - EARLY_MILLISECONDS;
    return this.#token;
  }

  async #fetch(url: string, init: RequestInit): Promise<Answer> {
    const signal = AbortSignal.timeout(this.#settings.timeoutMilliseconds);
    // A redirection is never followed: the token is for nobody else.
    const answer = await fetch(url, { ...init, signal, redirect: "manual" });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, content: parsed(text) };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the API said of what was sent; all else (a proxy's 403, a redirection) is no word of the API. */
function refusal(answer: Answer): Error {
  const problem = isObject(answer.content) ? answer.content : {};
  const code = problem.code;
  if (answer.status === 401 || (typeof code === "string" && OF_THE_CLIENT.has(code)))
    return new NotSignedIn(`${answer.status} ${String(code ?? "unauthorized")}: this client may not do that`);
  if (typeof code !== "string" || answer.status < 400 || answer.status >= 500)
    return new Unavailable(`answered ${answer.status}, and not in the API's words`);
  const { detail, title, errors } = problem as Partial<Schemas["Problem"]>;
  return new Refused(answer.status, code, detail ?? title ?? "", errors ?? []);
}

/** Milliseconds; a date is taken by the clock of whoever wrote it, since ours may be wrong. */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(headers.get("Date") ?? "");
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** As long as the API asks for, else growing, and never the same for all who wait. */
function pause(attempt: number, wait: number | undefined): number {
  if (wait !== undefined) return Math.min(wait, LONGEST_PAUSE);
  return Math.min(500 * 2 ** attempt, LONGEST_PAUSE) * (0.5 + Math.random() / 2);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
