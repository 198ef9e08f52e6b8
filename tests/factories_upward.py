"""Letters of recommendation upward and their results."""

from itertools import count
from typing import Any

from filings import models as m
from filings.services.upward.letters import Head, prepare_upward_letter, sign_upward_letter
from filings.services.upward.results import record_results
from tests.factories import TODAY
from tests.factories_applications import make_upload
from tests.factories_story import city_clerk

_serial = count(1)
WHY = "行业带动作用突出，所差条件年内可以达到。"


def head(**fields: Any) -> Head:
    given = {
        "level": "nation",
        "year": 2026,
        "batch": "第一批",
        "addressee": "河南省科学技术厅",
        "number": f"郑科推〔2026〕{next(_serial)}号",
        "issued_on": TODAY,
        "text": "所列众创空间运营规范、成效较好，同意推荐。",
    }
    return Head(**given | fields)


def make_letter(filings: list[m.Filing], *, actor: m.User | None = None, **fields: Any) -> m.UpwardLetter:
    """Prepared, waiting for its signature."""
    keys = [filing.pk for filing in filings]
    return prepare_upward_letter(keys, head(**fields), actor=actor or city_clerk(), explanation=WHY)


def sign(letter: m.UpwardLetter) -> m.UpwardLetter:
    return sign_upward_letter(letter, actor=city_clerk(can_sign=True))


def make_granted(filing: m.Filing, result: str = "granted", **fields: Any) -> m.UpwardRecommendation:
    """A recommendation with its result and the notice that tells it."""
    letter = sign(make_letter([filing], **fields))
    record = letter.recommendations.get()
    given = {"number": "国科火字〔2026〕12号", "on": TODAY, "upload": make_upload("结果通知.pdf")}
    return record_results(letter, {record.pk: result}, actor=city_clerk(), **given)[0]
