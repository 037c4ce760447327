/** A client of the Hài Lòng API for declaration software and for the customs system. */
export * from "./client.js";
export * from "./errors.js";
export * from "./outbox.js";
export * from "./webhooks.js";
