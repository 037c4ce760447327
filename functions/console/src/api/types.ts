// Names for what openapi.json describes. The description is turned into types by `npm run types`; none is written by hand.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Subject = Schemas["Subject"];
export type Reason = Schemas["Reason"];
export type CaseState = Schemas["CaseState"];
export type Outcome = Schemas["Outcome"];
export type RootCause = Schemas["RootCause"];
export type Helped = Schemas["Helped"];
export type Language = Schemas["Language"];
export type Action = Schemas["Action"];
export type Bucket = Schemas["Bucket"];

export type CaseItem = Schemas["CaseItem"];
export type Decision = Schemas["DecisionShown"];
export type Rating = Schemas["RatingShown"];
export type Clearance = Schemas["ClearanceShown"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type TimelinePage = Schemas["TimelineAnswer"];
export type Notice = Schemas["NoticeShown"];
export type Evidence = Schemas["EvidenceShown"];
export type CaseFile = Schemas["CaseFileAnswer"];
export type Queue = Schemas["QueueAnswer"];
export type UploadTicket = Schemas["UploadAnswer"];
export type Download = Schemas["DownloadAnswer"];
export type Verification = Schemas["VerifyAnswer"];
export type Workload = Schemas["WorkloadAnswer"];
export type Weight = Schemas["Weight"];
export type Laden = Schemas["Laden"];
export type NewsList = Schemas["NewsAnswer"];
export type NewsItem = Schemas["NewsShown"];
export type Desk = Schemas["DeskAnswer"];
export type SavedView = Schemas["ViewShown"];
export type StartingText = Schemas["TextShown"];
export type StartingTexts = Schemas["TextsAnswer"];
/** What is put down of a text; `withdrawn` is always said. */
export type NewText = Omit<StartingText, "text_id" | "version" | "by" | "at" | "may_change">;
export type MailPreviewAnswer = Schemas["PreviewAnswer"];

export type Statistics = Schemas["StatisticsAnswer"];
export type Said = Schemas["Said"];
export type Assessment = Schemas["Assessment"];
export type SeriesPoint = Schemas["SeriesPoint"];
export type UnitFigures = Schemas["UnitFigures"];
