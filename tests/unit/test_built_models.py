"""The models that the layer is built with serve every client as well as botocore's own."""

import subprocess
import sys
from pathlib import Path

import pytest

from hailong.adapters import aws, s3
from local.paths import ROOT


def test_a_form_for_evidence_can_be_signed_with_the_models_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = ROOT / "layers" / "common"
    environment = {"PYTHONPATH": str(layer), "PATH": ""}
    subprocess.run([sys.executable, str(layer / "aws_models.py"), str(tmp_path)], env=environment, check=True)
    monkeypatch.setattr(aws, "MODELS", tmp_path)
    aws._session.cache_clear()
    try:
        client = s3.client()
        form = client.generate_presigned_post("evidence", "HL-1/1", ExpiresIn=60)
        link = client.generate_presigned_url("get_object", Params={"Bucket": "evidence", "Key": "HL-1/1"})
        for service in aws.SERVICES:
            assert aws.client(service).meta.service_model.operation_names
    finally:
        aws._session.cache_clear()
    assert form["fields"]["key"] == "HL-1/1"
    assert "X-Amz-Signature" in link
