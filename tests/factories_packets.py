"""Makers of decided cases and of their packets."""

from io import BytesIO

from filings import models as m
from filings.services.batches.packets import write_one
from filings.services.decisions import prepare_rejection
from filings.services.documents import upload_scan
from filings.services.signing import sign_act
from filings.workflow import State
from tests.factories_applications import make_upload
from tests.factories_story import city_clerk, make_in_state


def make_rejected() -> m.Application:
    """Reviewed, then rejected by two accounts; the notice is sealed."""
    application = make_in_state(State.REVIEWED)
    reasons = [{"clause": "第七条第（三）项", "text": "评审未通过。"}]
    act = prepare_rejection(application, actor=city_clerk(), number="郑科不〔2026〕1号", reasons=reasons)
    application = sign_act(act, actor=city_clerk(can_sign=True))
    upload_scan(application.documents.get(kind="rejection_notice"), actor=city_clerk(), upload=make_upload("盖章.pdf"))
    return application


def packet_of(application: m.Application, viewer: m.User | None = None) -> bytes:
    """The packet's bytes for an office."""
    target = BytesIO()
    case = m.Application.objects.select_related("round", "space", "operator", "district", "filing").get(
        pk=application.pk
    )
    write_one(case, target, viewer or city_clerk())
    return target.getvalue()
