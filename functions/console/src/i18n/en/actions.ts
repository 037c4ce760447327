import type vi from "../vi/actions";

const actions: typeof vi = {
  actions: {
    claim: "Claim",
    assign: "Assign",
    release: "Return to the queue",
    note: "Add note",
    decide: "Decide",
    review: "Review",
    resume: "Go on",
    called: "Called",
    done: {
      claim: "You have claimed this case.",
      assign: "The case is assigned.",
      release: "The case is back in the queue for somebody else.",
      note: "The note is saved.",
      decide: "The decision is submitted and waits for a second person.",
      approve: "Approved. The answer is on its way to the enterprise.",
      sendBack: "Sent back for clarification.",
      resume: "The case goes on.",
      called: "The call is on record.",
    },
    claimTitle: "Claim the case?",
    claimText: (enterprise, id) => `${id}, ${enterprise}`,
    releaseTitle: "Return the case to the queue?",
    releaseText: "It goes back to your office's list. The due date stays.",
    resumeTitle: "Let the case go on?",
    resumeText: "The system starts again at the step where it stopped.",
    forms: {
      note: {
        title: "Add a note to the file",
        label: "Note",
        hint: "Notes stay in the timeline for ever; the enterprise does not see them.",
      },
      called: {
        title: "The enterprise was called",
        label: "What was said",
        hint: "Who answered, when, and what they were told.",
      },
    },
    assignTitle: "Assign the case",
    assignLabel: "To",
    assignHint: "Only those who may handle this case.",
    assignPlaceholder: "Choose a person",
    nobodyToAssign: "There is nobody who may",
    cancel: "Close",
    save: "Save",
    confirm: "Yes",
  },

  why: {
    reasons: {
      role: "Your role does not do this.",
      other_office: "The case belongs to another office.",
      rated_officer: "You are the officer who was rated.",
      rated_team: "Your team was rated.",
      restricted: "A restricted case: only inspectors act.",
      appeal: "Only inspectors take the second look.",
      own_decision: "You decided it, so somebody else must review.",
      took_part_before: "You took part the first time.",
      not_assignee: "Somebody else is handling the case.",
      state: "Not at this step yet.",
    },
    states: {
      open: "Somebody must claim it first.",
      appealed: "Somebody must claim it first.",
      assigned: "The case is in progress.",
      in_review: "The decision waits for its review.",
      decided: "The case has been answered.",
      closed: "The case is closed.",
      failed: "The system has stopped at a step.",
    },
  },

  stale: {
    title: "The case changed while you were working",
    kept: "What you typed is still here. Look at the changes below, then submit again if it still fits.",
    state: (from, to) => `State: ${from} → ${to}`,
    assignee: (from, to) => `Handled by: ${from} → ${to}`,
    due: (from, to) => `Answer due: ${from} → ${to}`,
    entry: (what, who, when) => `${what} (${who}, ${when})`,
    seen: "Understood",
  },
};

export default actions;
