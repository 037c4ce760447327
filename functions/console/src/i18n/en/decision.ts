import type vi from "../vi/decision";

const decision: typeof vi = {
  decide: {
    title: "Decide and answer the enterprise",
    hint: "A second person reviews the decision before it is sent.",
    outcome: "Outcome",
    rootCause: "Root cause",
    rootCausePlaceholder: "Choose the main cause",
    actionTaken: "What was done",
    actionTakenHint: "For the file: what was checked, corrected, put right.",
    message: "Message to the enterprise",
    messageHintVi: "In Vietnamese, courteous and clear; name no officer.",
    messageHintEn: "The enterprise chose English: write the message in English.",
    preview: "The e-mail the enterprise will get",
    previewEmpty: "Choose an outcome to see the e-mail.",
    submit: "Submit for review",
    returned: (who, when) => `Sent back: ${who} asked for clarification, ${when}`,
    returnedHint: "What was submitted is filled in below. Correct it and submit it again.",
    required: "Please fill this in.",
    unfinished: "The message ends with a colon. Please go on writing.",
    draftSaved: (time) => `Draft saved on this computer at ${time}.`,
    discard: "Discard the draft",
    characters: (used, max) => `${used}/${max} characters`,
    tooLong: (max) => `At most ${max} characters.`,
  },

  review: {
    title: "Review the decision",
    hint: "Compare what the enterprise said with what was decided, then approve or ask for clarification.",
    said: "The enterprise said",
    found: "The decision",
    approve: "Approve and send",
    sendBack: "Ask for clarification",
    note: "Reviewer's note",
    noteHint: "Needed when you ask for clarification: what must be made clear.",
    noteRequired: "Please say what must be made clear.",
    approveConfirm: "Send the answer",
    approveTitle: "Send the answer to the enterprise?",
    approveText: "The e-mail goes out at once and cannot be called back.",
  },
};

export default decision;
