/** The address below which the console is mounted (`https://…/v1/console/`), known only when it is loaded. */
export const consoleRoot = new URL(".", document.baseURI);

/** The address of the API that the console belongs to (`https://…/v1/`). */
export const apiRoot = new URL("..", consoleRoot);

/** The path that every page of the console starts with, without the slash at its end. */
export const basePath = consoleRoot.pathname.replace(/\/$/, "");
