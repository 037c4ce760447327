/** What a page says: text, or text made of texts. Numbers come as `Formatter` writes them: the compiler takes no other. */
export type Said =
  | string
  | ((...parts: string[]) => string)
  | readonly string[]
  | { readonly [key: string]: Said };
