export function writeVocabulary(root?: string): void;
