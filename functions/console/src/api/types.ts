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
export type MailPreviewAnswer = Schemas["PreviewAnswer"];

export type Statistics = Schemas["StatisticsAnswer"];
export type Said = Schemas["Said"];
export type Assessment = Schemas["Assessment"];
export type SeriesPoint = Schemas["SeriesPoint"];
export type UnitFigures = Schemas["UnitFigures"];
