/** Webhooks: whether one is ours, of this moment and unaltered, and what it says (https://www.standardwebhooks.com). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { NotGenuine } from "./errors.js";

/**
 * That something changed: ask the API for the rating. `id` is the same whenever the event comes again, and of one
 * rating the later has the greater id. There may come to be further types: those need nothing.
 */
export interface Event {
  id: string;
  type: string;
  timestamp: string;
  data: { declaration_no: string; lot_key: string | null; case_id: string | null; url: string };
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const TOLERANCE_SECONDS = 5 * 60;
const PREFIX = "whsec_";

/** Those of one endpoint. While secrets are changed, give the old one and the new. */
export class Webhooks {
  readonly #keys: Buffer[];

  constructor(...secrets: string[]) {
    if (secrets.length === 0) throw new RangeError("without a secret nothing can be told apart");
    this.#keys = secrets.map((secret) =>
      Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, "base64"),
    );
    if (this.#keys.some((key) => key.length === 0)) throw new RangeError("a secret is empty");
  }

  /**
   * What was sent; `NotGenuine` where it is not ours. `body` is what came, byte by byte. Answer an event 2xx as soon as
   * it is written down, also when it comes twice; answer 400 to what is not genuine.
   */
  event(headers: Headers, body: string | Uint8Array, now: number = Date.now()): Event {
    const id = header(headers, "webhook-id");
    const timestamp = header(headers, "webhook-timestamp");
    const given = header(headers, "webhook-signature")
      .split(" ")
      .filter((one) => one.startsWith("v1,"))
      .map((one) => Buffer.from(one.slice(3), "base64"));
    if (!/^[0-9]{1,12}$/.test(timestamp)) throw new NotGenuine("it does not say of when it is");
    if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS)
      throw new NotGenuine("it is not of this moment");
    const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
    const wanted = this.#keys.map((key) =>
      createHmac("sha256", key).update(`${id}.${timestamp}.${text}`).digest(),
    );
    if (
      !wanted.some((one) => given.some((other) => one.length === other.length && timingSafeEqual(one, other)))
    )
      throw new NotGenuine("no secret fits");
    return parsed(text);
  }
}

function parsed(text: string): Event {
  try {
    const found = JSON.parse(text) as Event;
    if (
      typeof found.id === "string" &&
      typeof found.type === "string" &&
      typeof found.data.declaration_no === "string"
    )
      return found;
  } catch {
    // It is none, whatever the reason.
  }
  throw new NotGenuine("it is no event");
}

function header(headers: Headers, name: string): string {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (typeof found !== "string" || found === "") throw new NotGenuine(`it has no ${name}`);
  return found;
}
