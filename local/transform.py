"""The template as CloudFormation gets it: after the SAM transform."""

import copy
import os
from typing import Any
from unittest.mock import patch

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from local.paths import ROOT
from local.region import REGION

type Json = dict[str, Any]


def written() -> Json:
    """The template as we wrote it."""
    source: Json = yaml_parse((ROOT / "template.yaml").read_text("utf-8"))
    return source


def transformed(source: Json) -> Json:
    """What the CLI does before it uploads: local paths become places in S3. The rest is AWS's own transform."""
    packaged = copy.deepcopy(source)
    for resource in packaged["Resources"].values():
        for name in ("CodeUri", "ContentUri", "DefinitionUri"):
            if name in resource.get("Properties", {}):
                resource["Properties"][name] = f"s3://bucket/{resource['Properties'][name]}"
    with patch.dict(os.environ, {"AWS_DEFAULTREGION": REGION}):
        session = boto3.Session(region_name=REGION)
        deployed: Json = Translator({}, Parser(), boto_session=session).translate(packaged, {})
    return deployed
