"""Evidence files in memory."""

import hashlib

from hailong.cases.evidence import Evidence, Upload


class MemoryEvidenceFiles:
    def __init__(self) -> None:
        self.files: dict[str, dict[str, bytes]] = {}

    def put(self, evidence: Evidence, content: bytes) -> None:
        """What the browser does with the upload's form."""
        self.files.setdefault(evidence.case_id, {})[evidence.evidence_id] = content

    def upload(self, evidence: Evidence) -> Upload:
        return Upload(url="https://files.example.vn", fields={"key": f"{evidence.case_id}/{evidence.evidence_id}"})

    def arrived(self, case_id: str) -> frozenset[str]:
        return frozenset(self.files.get(case_id, {}))

    def sha256(self, evidence: Evidence) -> str:
        return hashlib.sha256(self.files[evidence.case_id][evidence.evidence_id]).hexdigest()

    def link(self, evidence: Evidence, *, view: bool = False) -> str:
        return f"https://files.example.vn/{evidence.case_id}/{evidence.evidence_id}{'?view' if view else ''}"
