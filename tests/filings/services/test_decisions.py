"""Approving and rejecting: guards at preparing and again at signing, the filing, its papers."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from filings.errors import WorkflowRefused
from filings.models import CitySettings, Document, Filing, HistoryLine, Notice
from filings.services.decisions import prepare_approval, prepare_rejection
from filings.services.publication import dismiss_objection, record_objection, uphold_objection
from filings.services.signing import sign_act
from filings.workflow import Role
from tests.factories import make_compliant_space, make_filing, make_user
from tests.factories_city import (
    letter_number,
    make_accepted,
    make_approved,
    make_clerk,
    make_publicised,
    make_reviewed,
    make_signer,
    objection_fields,
)

pytestmark = pytest.mark.django_db
REASONS = [{"clause": "第五条第（二）项", "text": "场地实际为仓库。"}]


def approve(application, clerk=None):
    act = prepare_approval(application, actor=clerk or make_clerk(), number=letter_number())
    return sign_act(act, actor=make_signer())


def last_line():
    return HistoryLine.objects.order_by("-pk").first()


class TestApprove:
    def test_makes_the_filing_and_its_papers(self):
        application = make_publicised()
        member = make_user(Role.OPERATOR, operator=application.operator)
        approved = approve(application)
        filing = Filing.objects.get(application=application)
        assert (approved.state, approved.due_on) == ("approved", None)
        assert (filing.number, filing.state, filing.filed_on) == ("郑众创备〔2026〕1号", "active", date(2026, 3, 5))
        assert filing.title == "郑州市众创空间（综合性）"
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{12}", filing.code)
        line = last_line()
        assert (line.action, line.from_state, line.to_state) == ("approve", "publicised", "approved")
        assert line.details["filing"] == "郑众创备〔2026〕1号"
        assert line.details["prepared_by"] != line.details["signed_by"]
        kinds = set(Document.objects.filter(application=application).values_list("kind", flat=True))
        assert {"filing_notice", "certificate"} <= kinds
        assert Notice.objects.get(user=member, key=f"filed:{filing.pk}").url == f"/filings/{filing.pk}/"

    def test_certificate_says_what_is_on_file(self, settings):
        settings.BASE_URL = "https://filing.example.gov.cn"
        filing = make_approved()
        context = Document.objects.get(kind="certificate").context
        assert context["qr_text"] == f"https://filing.example.gov.cn/verify/{filing.code}/"
        assert context["verify_address"] == "filing.example.gov.cn/verify/"
        assert (context["number"], context["space_name"]) == (filing.number, filing.space.name)
        assert context["address"] == "郑州市长椿路11号"

    def test_the_preparer_never_signs(self):
        clerk = make_clerk(can_sign=True)
        act = prepare_approval(make_publicised(clerk=clerk), actor=clerk, number=letter_number())
        with pytest.raises(WorkflowRefused, match="拟办人不能签发自己拟办的事项"):
            sign_act(act, actor=clerk)
        assert not Filing.objects.exists()

    def test_not_before_the_notice_is_over(self):
        application = make_publicised(5)
        with pytest.raises(WorkflowRefused, match="公示期至2026年3月12日止，期满后才能准予备案"):
            prepare_approval(application, actor=make_clerk(), number=letter_number())
        with time_machine.travel(datetime(2026, 3, 13, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
            assert approve(application).state == "approved"

    def test_not_with_an_objection_open(self):
        application = make_publicised()
        clerk = make_clerk()
        notice = application.public_notices.get()
        objection = record_objection(notice, actor=clerk, **objection_fields())
        with pytest.raises(WorkflowRefused, match="还有1件异议没有办结"):
            prepare_approval(application, actor=clerk, number=letter_number())
        dismiss_objection(objection, actor=clerk, resolution="现场核实，场地对外服务。")
        assert approve(application, clerk).state == "approved"

    def test_an_upheld_objection_leaves_rejection_alone(self):
        application, clerk = make_publicised(), make_clerk()
        objection = record_objection(application.public_notices.get(), actor=clerk, **objection_fields())
        uphold_objection(objection, actor=clerk, resolution="情况属实。")
        with pytest.raises(WorkflowRefused, match="异议已认定成立，不能准予备案"):
            prepare_approval(application, actor=clerk, number=letter_number())
        act = prepare_rejection(application, actor=clerk, number=letter_number(), reasons=REASONS)
        assert sign_act(act, actor=make_signer()).state == "rejected"

    def test_guards_are_asked_again_at_signing(self):
        application, clerk = make_publicised(), make_clerk()
        act = prepare_approval(application, actor=clerk, number=letter_number())
        record_objection(application.public_notices.get(), actor=clerk, **objection_fields())
        with pytest.raises(WorkflowRefused, match="还有1件异议没有办结"):
            sign_act(act, actor=make_signer())
        act.refresh_from_db()
        assert (act.status, Filing.objects.exists()) == ("pending", False)

    def test_not_where_a_filing_covers_the_kind(self):
        application = make_publicised()
        make_filing(application.space, serial=7)
        with pytest.raises(WorkflowRefused, match="已有备案在册（郑众创备〔2026〕7号）"):
            prepare_approval(application, actor=make_clerk(), number=letter_number())

    def test_a_professional_filing_ends_the_comprehensive_one(self):
        space = make_compliant_space("professional")
        old = make_filing(space, kind="comprehensive", serial=900, filed_on=date(2025, 6, 1), year=2025)
        approve(make_publicised(space=space))
        new = Filing.objects.get(state="active")
        old.refresh_from_db()
        assert (old.state, old.ended_on, new.supersedes, new.kind) == (
            "superseded",
            date(2026, 3, 5),
            old,
            "professional",
        )

    def test_numbers_follow_one_another_by_year(self):
        clerk = make_clerk()
        numbers = [make_approved(clerk=clerk).number for _ in range(2)]
        application = make_publicised(clerk=clerk)
        with time_machine.travel(datetime(2027, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
            approve(application, clerk)
        numbers.append(Filing.objects.get(application=application).number)
        assert numbers == ["郑众创备〔2026〕1号", "郑众创备〔2026〕2号", "郑众创备〔2027〕1号"]

    def test_a_refused_signature_uses_no_number(self):
        application, clerk = make_publicised(), make_clerk()
        number = letter_number()
        act = prepare_approval(application, actor=clerk, number=number)
        Document.objects.create(
            application=application, kind="filing_notice", number=number, issuer="郑州市科学技术局",
            issued_on=date(2026, 3, 5), context={},
        )  # fmt: skip
        with pytest.raises(WorkflowRefused, match="已经用过"):
            sign_act(act, actor=make_signer())
        assert make_approved(clerk=clerk).number == "郑众创备〔2026〕1号"


class TestReject:
    def reject(self, application, reasons, clerk=None):
        act = prepare_rejection(application, actor=clerk or make_clerk(), number="郑科〔2026〕901号", reasons=reasons)
        return sign_act(act, actor=make_signer())

    def test_after_a_failed_review_with_bodies_of_appeal(self):
        CitySettings.objects.create(pk=1, reconsideration_body="郑州市人民政府", court="郑州铁路运输法院")
        application = make_reviewed((50, 52, 54), 3)
        member = make_user(Role.OPERATOR, operator=application.operator)
        reasons = [{"clause": "第七条第（三）项", "text": "专家评审未通过，平均52.00分。"}, *REASONS]
        rejected = self.reject(application, reasons)
        context = Document.objects.get(kind="rejection_notice").context
        assert (rejected.state, rejected.due_on) == ("rejected", None)
        assert context["reasons"] == reasons
        assert context["grounds"] == "经组织专家评审"
        assert context["appeal"] == {"reconsideration_body": "郑州市人民政府", "court": "郑州铁路运输法院"}
        assert context["accepted_on"] == "2026年3月5日"
        assert last_line().details["clauses"] == ["第七条第（三）项", "第五条第（二）项"]
        assert Notice.objects.filter(user=member, title=f"不予备案：{application.space}").exists()

    def test_before_a_review_formal_grounds_only(self):
        application = make_accepted()
        with pytest.raises(WorkflowRefused, match="还没有经过专家评审，只能以程序或申报资格为由"):
            self.reject(application, REASONS)
        formal = [{"clause": "第七条第（二）项", "text": "推荐意见没有加盖公章。"}]
        assert self.reject(application, formal).state == "rejected"
        assert Document.objects.get(kind="rejection_notice").context["grounds"] == "经形式审查"

    @pytest.mark.parametrize(
        "reasons", [[], [{"clause": "", "text": "不符合。"}], [{"clause": "第五条第（二）项", "text": " "}]]
    )
    def test_reasons_cite_clauses(self, reasons):
        with pytest.raises(WorkflowRefused, match="须写明理由，并逐条注明依据的条款"):
            self.reject(make_reviewed(), reasons)


def test_an_act_is_signed_once():
    clerk, signer = make_clerk(), make_signer()
    application = make_publicised(clerk=clerk)
    act = prepare_approval(application, actor=clerk, number=letter_number())
    sign_act(act, actor=signer)
    with pytest.raises(WorkflowRefused, match="这一事项已签发，不用再办理"):
        sign_act(act, actor=signer)
    assert Filing.objects.count() == 1
