/** Base of the errors below. */
export class HaiLongError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The API said no to what was sent: sending the same again is refused again. `code` is stable. */
export class Refused extends HaiLongError {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: readonly { field: string; message: string }[] = [],
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** Nothing is wrong with what was sent: send the same again later. */
export class Unavailable extends HaiLongError {}

/** Who we are was not accepted (a rotated secret, a missing scope): nothing will be taken until that is put right. */
export class NotSignedIn extends Unavailable {}

/** What was sent to the endpoint for webhooks is not ours, was altered, or is sent again by a stranger. */
export class NotGenuine extends HaiLongError {}
