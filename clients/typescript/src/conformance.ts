/** The client as `make conformance` drives it: one instruction a line on standard input, one answer a line. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  type Correction,
  HaiLong,
  type Headers,
  type Helped,
  NotGenuine,
  NotSignedIn,
  Outbox,
  type Rating,
  type RatingFile,
  Refused,
  Unavailable,
  Webhooks,
} from "./index.js";

type Order =
  | { do: "rate"; rating: Rating }
  | { do: "send"; now: number }
  | { do: "secret"; secret: string }
  | { do: "show"; declaration_no: string; tax_code: string }
  | { do: "appeal"; declaration_no: string; tax_code: string; reason: string }
  | { do: "helped"; declaration_no: string; tax_code: string; helped: Helped; why?: string }
  | { do: "correct"; declaration_no: string; correction: Correction }
  | { do: "webhook"; headers: Headers; body: string }
  | { do: "webhook_secrets"; secrets: string[] };

let moment = 0;
const outbox = new Outbox(join(variable("FOLDER"), "outbox"), () => moment);
let api = signedIn(variable("CLIENT_SECRET"));
let webhooks = new Webhooks(variable("WEBHOOK_SECRET"));

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await followed(JSON.parse(line) as Order);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function followed(order: Order): Promise<object> {
  switch (order.do) {
    case "rate":
      await outbox.add(order.rating);
      return {};
    case "send":
      moment = order.now * 1000;
      return outbox.send(api);
    case "secret":
      api = signedIn(order.secret);
      return {};
    case "show":
      return told(api.rating(order.declaration_no, order.tax_code));
    case "appeal":
      return told(api.appeal(order.declaration_no, order.tax_code, order.reason));
    case "helped":
      return told(api.helped(order.declaration_no, order.tax_code, order.helped, order.why));
    case "correct":
      return told(api.correct(order.declaration_no, order.correction));
    case "webhook":
      return taken(order.headers, order.body);
    case "webhook_secrets":
      webhooks = new Webhooks(...order.secrets);
      return {};
  }
}

function taken(headers: Headers, body: string): object {
  try {
    const event = webhooks.event(headers, body);
    return { accepted: true, id: event.id, type: event.type };
  } catch (error) {
    if (error instanceof NotGenuine) return { accepted: false, why: error.message };
    throw error;
  }
}

async function told(call: Promise<RatingFile>): Promise<object> {
  try {
    return { answer: await call };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    if (error instanceof NotSignedIn) return { not_signed_in: error.message };
    if (error instanceof Unavailable) return { unavailable: error.message };
    throw error;
  }
}

function signedIn(clientSecret: string): HaiLong {
  return new HaiLong({
    apiUrl: variable("API_URL"),
    tokenUrl: variable("TOKEN_URL"),
    clientId: variable("CLIENT_ID"),
    clientSecret,
    attempts: 2,
    timeoutMilliseconds: 5_000,
  });
}

function variable(name: string): string {
  const found = process.env[name];
  if (found === undefined) throw new Error(`${name} is missing from the environment`);
  return found;
}
