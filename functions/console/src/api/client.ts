import { apiRoot } from "../base";

export interface FieldError {
  field: string;
  message: string;
}

/** An answer of the API that is not a success (RFC 9457). */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    /** Stable, for programs; `network` when there was no answer at all. */
    readonly code: string,
    message: string,
    readonly errors: FieldError[] = [],
    /** The rest of the problem document. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "ApiProblem";
  }
}

export interface TokenSource {
  /** Null when the session is over; throws where that could not be asked. */
  token(renewNow?: boolean): Promise<string | null>;
}

// Longer than the API itself may take (29 s), so that only a dead line is given up.
const ANSWER_WITHIN_MS = 40_000;

type Query = Record<string, string | number | boolean | null | undefined>;

/** Calls the API as the signed-in person. */
export class ApiClient {
  constructor(
    private readonly session: TokenSource,
    private readonly connection: { heard: (reached: boolean) => void } = { heard: () => undefined },
  ) {}

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    const response = await this.send(path, query, { method: "GET", ...(signal && { signal }) });
    return (await response.json()) as T;
  }

  post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.write("POST", path, body, signal);
  }

  put<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return this.write("PUT", path, body, signal);
  }

  private async write<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    const response = await this.send(
      path,
      {},
      {
        method,
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
        ...(signal && { signal }),
      },
    );
    return (await response.json()) as T;
  }

  /** Fetches a file; `name` is what the server calls it. */
  async file(path: string, query: Query): Promise<{ content: Blob; name: string | null }> {
    const response = await this.send(path, query, { method: "GET", headers: { Accept: "*/*" } });
    const disposition = response.headers.get("Content-Disposition") ?? "";
    return { content: await response.blob(), name: /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? null };
  }

  private async send(path: string, query: Query, init: RequestInit): Promise<Response> {
    const address = new URL(path, apiRoot);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== "")
        address.searchParams.set(name, String(value));
    }
    let response = await this.attempt(address, init, false);
    // The token may have been taken back since it was checked: one fresh try, then it is over.
    if (response.status === 401) response = await this.attempt(address, init, true);
    if (!response.ok) throw await problem(response);
    return response;
  }

  private async attempt(address: URL, init: RequestInit, renewNow: boolean): Promise<Response> {
    const token = await this.renewed(renewNow);
    if (!token) throw new ApiProblem(401, "signed_out", "The session is over.");
    // Whoever gave up while the token was renewed must not find it sent all the same.
    init.signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(ANSWER_WITHIN_MS);
    try {
      const response = await fetch(address, {
        ...init,
        signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
        cache: "no-store",
        headers: {
          Accept: "application/json",
          ...(init.headers as Record<string, string> | undefined),
          Authorization: `Bearer ${token}`,
        },
      });
      this.connection.heard(true);
      return response;
    } catch (error) {
      if (init.signal?.aborted) throw error;
      this.connection.heard(false);
      throw new ApiProblem(0, "network", String(error));
    }
  }

  private async renewed(renewNow: boolean): Promise<string | null> {
    try {
      return await this.session.token(renewNow);
    } catch (error) {
      this.connection.heard(false);
      throw new ApiProblem(0, "network", String(error));
    }
  }
}

async function problem(response: Response): Promise<ApiProblem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // The gateway itself answers some errors without a document.
  }
  const code = typeof body.code === "string" ? body.code : `http_${response.status}`;
  const detail = body.detail ?? body.title ?? body.message ?? response.statusText;
  return new ApiProblem(response.status, code, String(detail), (body.errors as FieldError[]) ?? [], body);
}
