import { beforeEach, expect, test, vi } from "vitest";

const manager = vi.hoisted(() => ({
  signinRedirectCallback: vi.fn(),
  signinRedirect: vi.fn(),
  getUser: vi.fn(async () => null),
}));
vi.mock("oidc-client-ts", async (original) => ({
  ...(await original<typeof import("oidc-client-ts")>()),
  UserManager: class {
    constructor() {
      Object.assign(this, manager);
    }
  },
}));
vi.mock("../base", () => ({ basePath: "/console", consoleRoot: new URL("http://localhost/console/") }));

const { Session } = await import("./session");

const session = () => new Session({ authority: "https://login.example.vn", client_id: "x" } as never);
const comeBackWith = (query: string) => history.replaceState(null, "", `/console/?${query}`);

beforeEach(() => {
  sessionStorage.clear();
  manager.signinRedirectCallback.mockReset().mockRejectedValue(new Error("no matching state"));
});

test("an error of the sign-in page is shown, and nobody is sent there again", async () => {
  comeBackWith("error=access_denied&error_description=Call+0900&state=x");
  const found = session();
  expect(await found.resume()).toBeNull();
  expect(found.failure).toBe("access_denied");
  expect(location.search).toBe("");
});

test("only codes are shown of what an address says", async () => {
  comeBackWith("error=Call%200900%20now&state=x");
  const found = session();
  await found.resume();
  expect(found.failure).toBe("unknown");
});

test("an answer that is used up brings one more try, and no third", async () => {
  comeBackWith("code=1&state=x");
  const first = session();
  await first.resume();
  expect(first.failure).toBeNull();
  comeBackWith("code=2&state=y");
  const second = session();
  await second.resume();
  expect(second.failure).toBe("unknown");
  comeBackWith("code=3&state=z");
  const third = session();
  await third.resume();
  expect(third.failure).toBeNull();
});

test("where nothing can be noted there is no second try", async () => {
  const refuse = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("blocked", "SecurityError");
  });
  comeBackWith("code=1&state=x");
  const found = session();
  await found.resume();
  refuse.mockRestore();
  expect(found.failure).toBe("unknown");
});

test("a sign-in without an ID token is none", async () => {
  manager.signinRedirectCallback.mockResolvedValue({ id_token: undefined, expired: false, profile: {} });
  comeBackWith("code=1&state=x");
  const found = session();
  expect(await found.resume()).toBeNull();
  expect(found.failure).toBe("no_id_token");
});
