import type { Said } from "../said";
import actions from "./actions";
import file from "./case";
import decision from "./decision";
import frame from "./frame";
import queue from "./queue";
import vocabulary from "./vocabulary";

/** Every word of the console. A word is first said here, by the page that shows it; other languages follow. */
const vi = { ...frame, ...vocabulary, ...queue, ...file, ...actions, ...decision } satisfies Said;

export type Messages = typeof vi;
export default vi;
