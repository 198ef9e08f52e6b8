"""Makers of what a district does: findings on every item, visits, acts prepared and signed, by its own services."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from filings import models as m
from filings.selectors.corrections import Corrections
from filings.selectors.verification import verification_sheet
from filings.services.recommendation import prepare_recommendation
from filings.services.signing import sign_act
from filings.services.verification import record_site_visit, save_verification
from filings.workflow import Role
from tests.factories import TODAY, make_user
from tests.factories_applications import make_submitted, make_upload, picture_bytes

REVIEWED = "合同已核对，认定符合。"
OPINION = "该众创空间条件齐备、运营规范，同意推荐。"


def clerk_of(application: m.Application, *, can_sign: bool = False) -> m.User:
    """An account of the application's district."""
    found = m.User.objects.filter(role=Role.DISTRICT, district=application.district, can_sign=can_sign).first()
    return found or make_user(Role.DISTRICT, district=application.district, can_sign=can_sign)


def make_photo(name: str = "现场.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(), content_type="image/png")


def verify_all(application: m.Application, *, leaving: tuple[str, ...] = ()) -> m.Application:
    """Mark every item not marked yet as 属实, with a finding where the verdict asks for one; `leaving` stay open."""
    actor = clerk_of(application)
    for item in verification_sheet(application).items:
        if not item.is_marked and item.id not in leaving:
            finding = REVIEWED if item.lacks_finding else ""
            save_verification(application, item.id, actor=actor, verdict="confirmed", finding=finding)
    return application


def take_out(application: m.Application, item: str, *rows: tuple[str, int], **values: Any) -> m.Verification:
    """Correct an item by taking rows out, or by values given with __ for the dot."""
    corrections = Corrections(frozenset(rows), {key.replace("__", "."): value for key, value in values.items()})
    return save_verification(
        application,
        item,
        actor=clerk_of(application),
        verdict="corrected",
        finding="与现场核对不一致，见依据。",
        corrections=corrections,
        evidence=make_upload("依据.pdf"),
    )


def visit(application: m.Application, **fields: Any) -> m.SiteVisit:
    given = {"on": TODAY, "officers": ["李静", "赵晨"], "findings": "场地、工位与申报一致。", "consistent": True}
    return record_site_visit(application, actor=clerk_of(application), **given | {"photos": [make_photo()]} | fields)


def make_verified(space: m.Space | None = None, **options: Any) -> m.Application:
    """Submitted today and verified item by item."""
    return verify_all(make_submitted(space, **options))


def prepare(application: m.Application, number: str = "郑高科函〔2026〕3号", issued_on: date = TODAY) -> m.PendingAct:
    """A recommendation that waits for its signature."""
    return prepare_recommendation(
        application, actor=clerk_of(application), opinion=OPINION, number=number, issued_on=issued_on
    )


def make_recommended(space: m.Space | None = None, **options: Any) -> m.Application:
    """Recommended: prepared by one account of the district, signed by another."""
    application = make_verified(space, **options)
    number = f"郑高科函〔2026〕{application.pk}号"
    return sign_act(prepare(application, number), actor=clerk_of(application, can_sign=True))
