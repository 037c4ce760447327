import type vi from "../vi/frame";

const frame: typeof vi = {
  product: "Hài Lòng",
  skipToContent: "Skip to content",

  nav: {
    tasks: "Tasks",
    mine: "My tasks",
    review: "Waiting for my review",
    office: "My office",
    toClaim: (count) => `${count} to claim`,
    overdue: "Overdue",
    calls: "To be called",
    all: "Every office",
    news: (unread) => (unread > 0 ? `News: ${unread} unread` : "News"),
    workload: "Workload",
    texts: "Texts to start from",
    statistics: "Statistics",
    overview: "Overview",
    help: "Shortcuts",
    openMenu: "Open menu",
    closeMenu: "Close menu",
    label: "Main menu",
    breadcrumbs: "Where you are",
    theme: "Appearance",
    light: "Light",
    dark: "Dark",
    system: "As the device",
    signOut: "Sign out",
  },

  errors: {
    title: "This could not be loaded",
    network: "The server cannot be reached. Check the connection and try again.",
    offline: "The network is gone",
    offlineHint:
      "Nothing is sent now, and nothing is sent later by itself. What you have written is kept on this computer.",
    server: "The system has a problem. Please try again in a few minutes.",
    forbidden: "You may not do this.",
    conflict_of_interest: "You are connected with this case and may not do this.",
    stale: "The case has changed. Please look again.",
    not_found: "This cannot be found.",
    invalid: "Something is not valid yet. Please check.",
    throttled: "Too many requests at once. Please wait a moment.",
    retry: "Try again",
    other: "This could not be done. Please reload the page and try again.",
    crash: "Something unexpected went wrong",
    crashHint: "What you typed is saved on this computer. Reload the page to go on.",
    reload: "Reload the page",
    pageNotFound: "There is no such page",
    unknownPage: "The address may have changed. Go back to the list of tasks.",
    start: "The console could not start",
  },

  notifications: {
    label: "Notifications",
    close: (text: string) => `Close notification: ${text}`,
    success: "Success",
    error: "Error",
    warning: "Warning",
  },

  session: {
    chosen: "You are signed out",
    chosenHint: "You can close this page.",
    idle: "You have been signed out",
    idleHint:
      "To protect the files, the system signs people out after a while without activity. What you typed is kept.",
    expired: "Your session is over",
    expiredHint: "Please sign in again to go on. What you typed is kept.",
    failed: "You could not be signed in",
    failedHint: (code) =>
      `The sign-in page reports an error (${code}). Please try again; if it stays, tell your administrator this code.`,
    signIn: "Sign in",
    warningTitle: "Your session is about to end",
    warning: (time) => `You will be signed out in ${time} unless you do something. What you typed is kept.`,
    stay: "Go on working",
    noGroup: "This account has no role yet",
    noGroupHint: "Please ask your office's administrator for one.",
  },

  help: {
    use: "Use shortcuts",
    review: "Go to what waits for my review",
    title: "Keyboard shortcuts",
    search: "Search cases",
    next: "Next case",
    previous: "Previous case",
    openRow: "Open the selected case",
    claim: "Claim the selected case",
    mine: "Go to my tasks",
    office: "Go to my office's list",
    calls: "Go to the enterprises to call",
    statistics: "Go to statistics",
    back: "Back to the list",
    help: "Open this panel",
    andThen: "then",
  },

  common: { unknown: "Unknown", loading: "Loading", none: "–" },
};

export default frame;
