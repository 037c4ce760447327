import { ErrorResponse, InMemoryWebStorage, User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import { basePath, consoleRoot } from "../base";
import type { PublicConfig } from "../config";
import { keptInTab } from "../domain/kept";
import { type Person, personFromClaims } from "./person";

/** Why a person is looking at the signed-out page. */
export type SignedOutReason = "chosen" | "idle" | "expired";

const SIGNED_OUT = "hailong.signed-out";
const RETURN_TO = "hailong.return-to";
const FAILED = "hailong.sign-in-failed";
/** Codes of OAuth; anything else in an address may be of anybody. */
const CODE = /^[a-z_]{1,40}$/;

const OTHER_TABS = "hailong.session";
const ANSWERED_WITHIN_MS = 400;

/** What the tabs of one browser tell each other; it never leaves it. */
type Word =
  | { kind: "asked" }
  | { kind: "signed-in" | "renewed"; user: string }
  | { kind: "ended"; sub: string };

const here = () => location.pathname.slice(basePath.length) + location.search;

/** The sign-in of one browser, tab by tab: code + PKCE at the hosted page, renewed silently while it is used. */
export class Session {
  private readonly manager: UserManager;
  private readonly endListeners = new Set<() => void>();
  private user: User | null = null;
  private renewing: Promise<string | null> | null = null;
  private readonly tabs = new BroadcastChannel(OTHER_TABS);

  constructor(private readonly config: PublicConfig) {
    this.manager = new UserManager({
      authority: config.authority,
      client_id: config.client_id,
      redirect_uri: consoleRoot.href,
      response_type: "code",
      scope: "openid",
      loadUserInfo: false,
      // Renewal is asked for by `token`, one at a time, so that no two race for one refresh token.
      automaticSilentRenew: false,
      userStore: new WebStorageStateStore({ store: storage(() => sessionStorage) }),
      stateStore: new WebStorageStateStore({ store: storage(() => sessionStorage) }),
    });
  }

  /** Takes up the session of this tab, the answer of the sign-in page, or another tab's session; null when there is none. */
  async resume(): Promise<Person | null> {
    const query = new URLSearchParams(location.search);
    if (query.has("error") || (query.has("state") && query.has("code"))) {
      await this.takeAnswer(query);
      const target = keptInTab.getItem(RETURN_TO) ?? "/";
      history.replaceState(null, "", basePath + (target.startsWith("/") ? target : "/"));
    } else {
      this.user = (await this.manager.getUser()) ?? (this.signedOut() ? null : await this.fromOtherTab());
    }
    this.tabs.addEventListener("message", ({ data }: MessageEvent<Word>) => void this.heard(data));
    if (this.user?.expired) await this.renew();
    return this.person();
  }

  /** What the sign-in page, or its answer, has failed with: nobody is sent there again by themselves. */
  failure: string | null = null;

  private async takeAnswer(query: URLSearchParams): Promise<void> {
    try {
      this.user = await this.manager.signinRedirectCallback();
      if (!this.user.id_token) this.failure = "no_id_token";
    } catch {
      this.user = null;
      const error = query.get("error");
      // An answer that is used up or not ours (a reload, the back button): sign in again from scratch, but once.
      const again = keptInTab.getItem(FAILED) !== null || !keptInTab.setItem(FAILED, "once");
      if (error || again) this.failure = error && CODE.test(error) ? error : "unknown";
    }
    if (this.user || this.failure) keptInTab.removeItem(FAILED);
  }

  /** Leaves for the hosted sign-in page; comes back to where the person is now. */
  async signIn(): Promise<void> {
    const { returnTo } = this.signedOut() ?? { returnTo: here() };
    keptInTab.setItem(RETURN_TO, returnTo);
    keptInTab.removeItem(SIGNED_OUT);
    await this.manager.signinRedirect();
  }

  /** Ends the session here and at the hosted page. */
  async signOut(reason: SignedOutReason): Promise<void> {
    keptInTab.setItem(SIGNED_OUT, JSON.stringify({ reason, returnTo: reason === "chosen" ? "/" : here() }));
    if (this.user) this.tell({ kind: "ended", sub: this.user.profile.sub });
    await this.manager.removeUser();
    this.user = null;
    location.assign(await this.signOutAddress());
  }

  /** Why and where this tab was signed out, if it was. */
  signedOut(): { reason: SignedOutReason; returnTo: string } | null {
    const stored = keptInTab.getItem(SIGNED_OUT);
    return stored ? JSON.parse(stored) : null;
  }

  /** A valid ID token, renewed first when it is about to end; null when the session is over. Throws without a network. */
  async token(renewNow = false): Promise<string | null> {
    const secondsLeft = this.user?.expires_in ?? 0;
    if (this.user?.id_token && secondsLeft > 30 && !renewNow) return this.user.id_token;
    this.renewing ??= this.renew().finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  /** Called once when the session cannot be renewed any more. */
  onEnd(listener: () => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  private async renew(): Promise<string | null> {
    const groupsBefore = this.groups();
    try {
      this.user = this.user?.refresh_token ? await this.manager.signinSilent() : null;
    } catch (error) {
      // Only what the sign-in page says ends a session; that it cannot be reached says nothing.
      if (!(error instanceof ErrorResponse)) throw error;
      this.user = null;
    }
    // A token that has lost its groups is worth nothing to the API: only a new sign-in helps.
    if (groupsBefore && !this.groups()) this.user = null;
    if (!this.user?.id_token) return this.end();
    this.tell({ kind: "renewed", user: this.user.toStorageString() });
    return this.user.id_token;
  }

  private tell(word: Word): void {
    this.tabs.postMessage(word);
  }

  /** The session of a tab where somebody is signed in; null when none answers. */
  private fromOtherTab(): Promise<User | null> {
    return new Promise((resolve) => {
      const done = (user: User | null) => {
        clearTimeout(timer);
        this.tabs.removeEventListener("message", listen);
        resolve(user);
      };
      const listen = ({ data }: MessageEvent<Word>) => {
        if (data.kind !== "signed-in") return;
        const user = User.fromStorageString(data.user);
        void this.manager.storeUser(user).then(() => done(user));
      };
      const timer = setTimeout(() => done(null), ANSWERED_WITHIN_MS);
      this.tabs.addEventListener("message", listen);
      this.tell({ kind: "asked" });
    });
  }

  private async heard(word: Word): Promise<void> {
    if (!this.user) return;
    if (word.kind === "asked") this.tell({ kind: "signed-in", user: this.user.toStorageString() });
    if (word.kind === "renewed") {
      const user = User.fromStorageString(word.user);
      if (user.profile.sub !== this.user.profile.sub) return;
      this.user = user;
      await this.manager.storeUser(user);
    }
    if (word.kind === "ended" && word.sub === this.user.profile.sub) await this.end();
  }

  private async end(): Promise<null> {
    this.user = null;
    await this.manager.removeUser();
    for (const listener of this.endListeners) listener();
    return null;
  }

  private groups(): string {
    return this.user ? personFromClaims(this.user.profile).groups.join() : "";
  }

  private person(): Person | null {
    return this.user?.id_token ? personFromClaims(this.user.profile) : null;
  }

  private async signOutAddress(): Promise<string> {
    const metadata = await this.manager.metadataService.getMetadata();
    const address = new URL(
      metadata.end_session_endpoint ?? new URL("/logout", metadata.authorization_endpoint).href,
    );
    // Cognito's own two parameters, not those of OpenID Connect.
    address.searchParams.set("client_id", this.config.client_id);
    address.searchParams.set("logout_uri", consoleRoot.href);
    return address.href;
  }
}

/** The store, or one in memory where the browser forbids it. */
function storage(get: () => Storage): Storage {
  try {
    return get();
  } catch {
    return new InMemoryWebStorage();
  }
}
