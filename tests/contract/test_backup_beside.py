"""Files of evidence and people, kept beside the tables and put back."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from hailong.vocabulary.offices import packaged
from local.backup_beside import EvidenceVersions, PeopleKept, moment_of
from local.progress import CannotGoOn
from local.staffing import StaffPool, differences, read_members

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

AT = datetime(2026, 6, 20, 2, 30, tzinfo=UTC)
BUCKET = "evidence"
CASE = "HL-10302752870"
PEOPLE = (
    "username,name,email,office,team,staff_code,groups,active\n"
    "ha,Đỗ Thu Hà,ha@customs.example.vn,20CF,02,20CF-0021,handler,yes\n"
    "mai,Tạ Thị Mai,mai@customs.example.vn,20CF,,20CF-0002,supervisor handler,yes\n"
    "out,Lê Đã Nghỉ,out@customs.example.vn,20CF,,20CF-0003,handler,no\n"
)


@pytest.fixture
def s3(aws: None) -> "S3Client":
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return client


def _put(s3: "S3Client", name: str, content: bytes, at: datetime) -> None:
    s3.put_object(Bucket=BUCKET, Key=name, Body=content, ChecksumAlgorithm="SHA256")
    _dated(name, at)


def _dated(name: str, at: datetime) -> None:
    """The latest version of the file, as of then: moto takes the time of the machine."""
    bucket = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].buckets[BUCKET]
    bucket.keys.getlist(name)[-1].last_modified = at.replace(tzinfo=None)


def test_files_that_are_gone_or_were_replaced_stand_again_and_newer_ones_stay(s3: "S3Client") -> None:
    evidence = EvidenceVersions(s3, BUCKET)
    before, after = AT - timedelta(minutes=1), AT + timedelta(minutes=1)
    for name in ("gone", "replaced", "again", "kept"):
        _put(s3, f"{CASE}/{name}", name.encode(), before)
    assert evidence.count() == 4
    assert evidence.lost(AT) == []
    s3.delete_object(Bucket=BUCKET, Key=f"{CASE}/gone")
    _dated(f"{CASE}/gone", after)
    _put(s3, f"{CASE}/replaced", b"something else", after)
    # The same content, written once more.
    _put(s3, f"{CASE}/again", b"again", after)
    _put(s3, f"{CASE}/new", b"new", after)
    found = evidence.lost(AT)
    assert [str(one) for one in found] == [
        f"{CASE}/gone: the file is gone",
        f"{CASE}/replaced: the file reads otherwise",
    ]
    assert {one.case_id for one in found} == {CASE}
    evidence.put_back(found)
    assert evidence.lost(AT) == []
    for name in ("gone", "replaced", "new"):
        assert s3.get_object(Bucket=BUCKET, Key=f"{CASE}/{name}")["Body"].read() == name.encode()
    # Before there was anything, nothing can have been lost.
    assert evidence.lost(before - timedelta(minutes=1)) == []


def test_people_who_are_gone_come_back_with_groups_and_attributes(s3: "S3Client") -> None:
    cognito = boto3.client("cognito-idp")
    attributes = [{"Name": name, "AttributeDataType": "String"} for name in ("office", "team", "staff_code")]
    pool_id = cognito.create_user_pool(PoolName="hailong", Schema=attributes)["UserPool"]["Id"]  # type: ignore[arg-type]
    for group in ("handler", "supervisor", "inspector", "leader"):
        cognito.create_group(UserPoolId=pool_id, GroupName=group)
    pool = StaffPool(cognito, pool_id)
    for change in differences({}, read_members(PEOPLE, AT.date(), packaged())):
        pool.make(change)
    people = PeopleKept(pool, s3, BUCKET)
    assert people.lost(AT) == []
    assert people.keep("20260620T023000Z") == 3
    were = pool.members()
    for name in ("ha", "mai", "out"):
        cognito.admin_delete_user(UserPoolId=pool_id, Username=name)
    # Her code has gone to another: nobody is made who would shut that one out.
    (other,) = read_members(PEOPLE.replace("mai,", "mai2,"), AT.date(), packaged())[1:2]
    pool.make(differences({}, [other])[0])
    assert people.lost(AT - timedelta(seconds=1)) == []
    lost = people.lost(AT)
    assert [str(one).partition(":")[0].split() for one in lost] == [["create", "ha"]]
    people.put_back(lost)
    assert pool.members()["ha"] == were["ha"]
    assert people.lost(AT) == []
    # No function may read it: their roles reach what is of a case.
    (key,) = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert key == "backups/20260620T023000Z/staff.csv"


def test_a_moment_is_that_of_a_backup_or_one_that_is_written_out() -> None:
    assert moment_of("20260620T023000Z") == moment_of("2026-06-20T09:30:00+07:00") == AT
    with pytest.raises(CannotGoOn, match="TO is a backup"):
        moment_of("2026-06-20T09:30:00")
