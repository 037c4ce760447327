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
  token(renewNow?: boolean): Promise<string | null>;
}

type Query = Record<string, string | number | boolean | null | undefined>;

/** Calls the API as the signed-in person. */
export class ApiClient {
  constructor(private readonly session: TokenSource) {}

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    const response = await this.send(path, query, { method: "GET", ...(signal && { signal }) });
    return (await response.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const response = await this.send(
      path,
      {},
      {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "Content-Type": "application/json" },
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
    const token = await this.session.token(renewNow);
    if (!token) throw new ApiProblem(401, "signed_out", "The session is over.");
    try {
      return await fetch(address, {
        ...init,
        cache: "no-store",
        headers: {
          Accept: "application/json",
          ...(init.headers as Record<string, string> | undefined),
          Authorization: `Bearer ${token}`,
        },
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
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
