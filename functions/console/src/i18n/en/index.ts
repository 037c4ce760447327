import type { Messages } from "../vi";
import actions from "./actions";
import file from "./case";
import decision from "./decision";
import frame from "./frame";
import queue from "./queue";
import vocabulary from "./vocabulary";

const en: Messages = { ...frame, ...vocabulary, ...queue, ...file, ...actions, ...decision };

export default en;
