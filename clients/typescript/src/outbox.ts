import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Rating, RatingAnswer } from "./client.js";
import { NotSignedIn, Refused, Unavailable } from "./errors.js";

/** A rating in the outbox; `answer` is what the API said last. */
export interface Kept {
  id: string;
  rating: Rating;
  state: "waiting" | "sent" | "refused";
  tries: number;
  /** Milliseconds since 1970: not to be sent before. */
  due: number;
  answer: unknown;
}

/** What came of one round. `stopped` says why it ended early; then nothing is lost, and all waits for the next. */
export interface Sent {
  sent: number;
  refused: number;
  waiting: number;
  stopped: string | null;
}

/** What the outbox needs of the client. */
export interface Sender {
  rate(rating: Rating): Promise<RatingAnswer>;
}

const FIRST_PAUSE = 60_000;
const LONGEST_PAUSE = 3_600_000;
/** After so many in a row that could not be sent, it is the API that is away, and not a rating that it trips over. */
const ENOUGH = 3;

/** A folder with a file a rating. Several processes may use it: at worst a rating is sent twice, which the API takes for one. */
export class Outbox {
  readonly #folder: string;
  readonly #clock: () => number;
  #added = 0;

  constructor(folder: string, clock: () => number = Date.now) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Keeps the rating; once this has resolved, it will be sent, whatever crashes. */
  async add(rating: Rating): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    this.#added += 1;
    // Names sort by age.
    const id = `${String(Date.now()).padStart(15, "0")}-${String(this.#added).padStart(8, "0")}-${randomUUID()}`;
    await this.#write({ id, rating, state: "waiting", tries: 0, due: 0, answer: null });
    return id;
  }

  /** Sends what is due. What cannot be sent yet stays, with growing pauses; what is refused waits for a person. */
  async send(api: Sender): Promise<Sent> {
    const now = this.#clock();
    let inARow = 0;
    let stopped: string | null = null;
    for (const kept of await this.all()) {
      if (kept.state !== "waiting" || kept.due > now) continue;
      const tries = kept.tries + 1;
      try {
        const answer = await api.rate(kept.rating);
        await this.#write({ ...kept, state: "sent", tries, answer });
        inARow = 0;
      } catch (error) {
        if (error instanceof NotSignedIn) {
          // It is nothing that a rating did: all stay as they are, and are due as soon as it is put right.
          stopped = error.message;
          break;
        }
        if (error instanceof Refused) {
          const { status, code, detail, errors } = error;
          await this.#write({ ...kept, state: "refused", tries, answer: { status, code, detail, errors } });
          inARow = 0;
        } else if (error instanceof Unavailable) {
          const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(kept.tries, 6), LONGEST_PAUSE);
          await this.#write({ ...kept, tries, due: now + pause, answer: { detail: error.message } });
          inARow += 1;
          if (inARow === ENOUGH) {
            stopped = error.message;
            break;
          }
        } else throw error;
      }
    }
    const states = (await this.all()).map((kept) => kept.state);
    const count = (wanted: Kept["state"]) => states.filter((state) => state === wanted).length;
    return { sent: count("sent"), refused: count("refused"), waiting: count("waiting"), stopped };
  }

  /** Everything that was added, oldest first. */
  async all(): Promise<Kept[]> {
    await mkdir(this.#folder, { recursive: true });
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(".json")).sort();
    return Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(this.#folder, name), "utf8")) as Kept),
    );
  }

  /** Takes a rating out for good: one that was sent and whose answer has been shown, say. */
  async forget(id: string): Promise<void> {
    await rm(this.#path(id), { force: true });
  }

  /** Whole or not at all, and on the disk when it resolves. */
  async #write(kept: Kept): Promise<void> {
    const path = this.#path(kept.id);
    const unfinished = `${path}.${process.pid}.tmp`;
    const file = await open(unfinished, "w");
    try {
      await file.writeFile(JSON.stringify(kept));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(this.#folder);
  }

  #path(id: string): string {
    if (!/^[0-9a-f-]+$/.test(id)) throw new TypeError("not an id of this outbox");
    return join(this.#folder, `${id}.json`);
  }
}

/** Windows has no folders that can be synced, nor needs it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
