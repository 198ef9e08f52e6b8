"""One world for the access test: for every kind of record one within a role's reach and one out of it, all real.

Two operators in two districts, each with applications in every state; drafts are out of the offices' reach, other
districts' cases out of a district's, cases of other panels out of an expert's.
"""

from functools import cache
from typing import Any

from django.utils import timezone

from evaluation.models import CampaignDocument, Entry, EvaluationScheme, MarkersDraw
from evaluation.services.campaigns.papers import record_campaign_service, upload_campaign_scan
from evaluation.services.campaigns.reviews import mark_practice, request_review
from evaluation.services.panels import finish_panel
from filings import models as m
from filings.permissions import PERSONAL_EVIDENCE
from filings.rules.draws import Quota
from filings.services.batches.jobs import run_batch, start_batch
from filings.services.changes.cancellation import ask_cancellation
from filings.services.decisions import prepare_approval
from filings.services.documents import record_service, upload_scan
from filings.services.draws import draw_panel
from filings.services.joint_recommendations import prepare_joint_recommendation
from filings.services.notices import notify
from filings.services.publication import record_objection
from filings.services.registration import NewAccount, request_to_join
from filings.workflow import Role, State
from tests.factories import (
    TODAY,
    make_compliant_space,
    make_district,
    make_operator,
    make_round,
    make_space,
    make_uscc,
    make_user,
)
from tests.factories_applications import make_complete_draft, make_submitted, make_upload
from tests.factories_campaign_documents import make_circular_row, make_open_rows, make_published_rows, make_report_row
from tests.factories_changes import district_clerk, make_change, make_filed
from tests.factories_changes import report as report_change
from tests.factories_correction import make_declined, make_returned, make_reviewed_decline, send_back
from tests.factories_district import make_recommended, prepare, verify_all
from tests.factories_evaluation import (
    make_bare_campaign,
    make_entry,
    make_failed_years,
    make_marking,
    make_proof,
    make_scheme,
)
from tests.factories_fraud import make_case, make_report
from tests.factories_loads import make_import_job
from tests.factories_pool import guide, make_measure, make_policy, make_resource, make_unregistered
from tests.factories_pool import make_entry as make_pool_entry
from tests.factories_revocations import make_revocation
from tests.factories_statistics import make_filed_space, make_finding, make_return, make_window
from tests.factories_story import (
    accept,
    approve,
    city_clerk,
    declare_free,
    make_experts,
    publish,
    put_in_review,
    score,
)
from tests.factories_upward import make_granted, make_letter, sign

ROLES = ("operator", "district", "city", "expert", "admin", "auditor")


class Side:
    """One operator with its district, its people and one application in each state, made when first asked for."""

    def __init__(self, district: str, experts: list[m.User]) -> None:
        self.operator = make_operator(district=make_district(district))
        self.experts = experts
        self.round = make_round(notice_working_days=0)
        self.member = make_user(Role.OPERATOR, operator=self.operator)
        self.clerk = make_user(Role.DISTRICT, district=self.operator.district)
        make_user(Role.DISTRICT, district=self.operator.district, can_sign=True)

    def space(self) -> m.Space:
        return make_compliant_space(operator=self.operator, district=self.operator.district)

    def space_of_another(self) -> m.Space:
        """A space of an operator of its own in this district, for what ends in a ban."""
        district = self.operator.district
        return make_compliant_space(operator=make_operator(district=district), district=district)

    @cache  # noqa: B019 - a world lives as long as its test
    def application(self, state: str) -> m.Application:
        """The application of this side in a state."""
        options = {"round_": self.round}
        if state == State.DRAFT:
            return make_complete_draft(self.space(), **options)
        if state == State.SUBMITTED:
            return verify_all(make_submitted(self.space(), **options))
        if state == State.RETURNED:
            return make_returned(self.space(), **options)
        if state == State.DECLINED:
            return make_declined(self.space(), **options)
        application = make_recommended(self.space(), **options)
        steps = (
            (State.ACCEPTED, accept),
            (State.IN_REVIEW, lambda case: declare_free(put_in_review(case, self.experts))),
            (State.REVIEWED, lambda case: finish_panel(score(case), actor=city_clerk())),
            (State.PUBLICISED, publish),
            (State.APPROVED, approve),
        )
        for _reached, step in steps:
            if application.state == state:
                break
            application = step(application)
            application.refresh_from_db()
        return application


class World:
    """The records that stand in addresses, by name of the access table."""

    def __init__(self) -> None:
        mine, others = make_experts(), make_experts()
        city_clerk()
        city_clerk(can_sign=True)
        self.own = Side("gxq", mine)
        self.foreign = Side("jinshui", others)
        self.people: dict[str, m.User] = {
            "operator": self.own.member,
            "district": self.own.clerk,
            "city": city_clerk(),
            "expert": mine[0],
            "admin": make_user("admin"),
            "auditor": make_user("auditor"),
        }

    def side(self, whose: str) -> Side:
        return self.own if whose == "own" else self.foreign

    @cache  # noqa: B019 - a world lives as long as its test
    def make(self, name: str, whose: str, role: str) -> Any:
        """The key of a record, one of the role's own or a foreign one; None where nothing is foreign to the role."""
        maker = getattr(self, f"make_{name}", None)
        if maker is not None:
            return maker(self.side(whose), whose, role)
        family, _, state = name.partition("_")
        return self.make_in_state(family, state, whose, role)

    def make_in_state(self, family: str, state: str, whose: str, role: str) -> Any:
        """A record of a family that has states, in one of them."""
        if family == "campaign":
            return None if whose == "foreign" else make_bare_campaign(state).pk
        if family == "application":
            return self.make_application(state, whose, role)
        makers = {
            "return": self.make_return,
            "change": self.make_change,
            "case": self.make_case,
            "revocation": self.make_revocation,
            "entry": self.make_entry,
        }
        return makers[family](self.side(whose), whose, role, state)

    def make_application(self, state: str, whose: str, role: str) -> int:
        """Foreign to the city is only what has not been submitted."""
        if role == "city" and (whose == "foreign" or state == State.DRAFT):
            return self.own.application(State.DRAFT).pk
        return self.side(whose).application(state).pk

    def make_application_to_return(self, side: Side, whose: str, role: str) -> int:
        """What the office has in its hands: the district's submitted, the city's recommended."""
        return self.make_application(State.RECOMMENDED if role == "city" else State.SUBMITTED, whose, role)

    def make_application_sent_back(self, side: Side, whose: str, role: str) -> int:
        """What the office itself has sent back."""
        if role != "city" or whose == "foreign":
            return self.make_application(State.RETURNED, whose, role)
        return send_back(make_recommended(side.space(), round_=side.round), "check:5.2.area", actor=city_clerk()).pk

    def make_application_under_review(self, side: Side, whose: str, role: str) -> int:
        """Declined, and the operator asks the city to review that."""
        if role == "city" and whose == "foreign":
            return self.own.application(State.DRAFT).pk
        return make_reviewed_decline(side.space(), round_=side.round).pk

    def make_correction_item(self, side: Side, _whose: str, _role: str) -> int:
        return side.application(State.RETURNED).correction_requests.get().items.first().pk

    def make_round(self, side: Side, _whose: str, _role: str) -> int:
        return side.round.pk

    def make_notice(self, side: Side, _whose: str, _role: str) -> int:
        return side.application(State.PUBLICISED).public_notices.get().pk

    def make_draw(self, side: Side, whose: str, role: str) -> int | None:
        """A draw for a panel; all of them are the city's."""
        if role == "city" and whose == "foreign":
            return None
        application = side.application(State.ACCEPTED)
        waiting = application.draws.first()
        if waiting is not None:
            return waiting.pk
        make_experts(2)
        quotas = [Quota("", 1)]
        return draw_panel(application, actor=city_clerk(), quotas=quotas, most_open=99).pk

    def make_filing(self, side: Side, whose: str, role: str) -> int | None:
        if role == "city" and whose == "foreign":
            return None
        return side.application(State.APPROVED).filing.pk

    def make_filing_code(self, side: Side, _whose: str, _role: str) -> str:
        return side.application(State.APPROVED).filing.code

    def make_new_uscc(self, _side: Side, _whose: str, _role: str) -> str:
        return make_uscc()

    def make_message(self, _side: Side, whose: str, role: str) -> int:
        """A message to the role's own account, or to somebody else's."""
        user = self.people[role] if whose == "own" else self.people["auditor" if role != "auditor" else "admin"]
        notify([user], title="一条消息", key=f"world-{whose}-{role}")
        return user.notices.latest("pk").pk

    def make_act(self, side: Side, whose: str, role: str) -> int:
        """A prepared recommendation; to the city the district's acts are foreign, its own are approvals."""
        if role == "city" and whose == "own":
            application = self.own.application(State.PUBLICISED)
            waiting = application.pending_acts.filter(status="pending").first()
            return (waiting or prepare_approval(application, actor=city_clerk(), number="郑科备〔2026〕900号")).pk
        application = side.application(State.SUBMITTED)
        waiting = application.pending_acts.filter(status="pending").first()
        return (waiting or prepare(application, f"郑科函〔2026〕8{application.pk}号")).pk

    def make_operator(self, side: Side, whose: str, role: str) -> int | None:
        return None if role == "city" and whose == "foreign" else side.operator.pk

    def make_join_request(self, side: Side, whose: str, _role: str) -> int:
        account = NewAccount(f"joiner_{whose}_{m.User.objects.count()}", "Blue-sky-2026", "张三", "13812345678")
        return request_to_join(account, operator=side.operator).join_request.pk

    def make_space(self, side: Side, whose: str, role: str) -> int:
        """Out of the city's reach is a space of which nothing was submitted."""
        if role == "city" and whose == "foreign":
            return self.own.application(State.DRAFT).space_id
        return side.application(State.APPROVED).space_id

    def make_space_free(self, side: Side, _whose: str, _role: str) -> int:
        """A space whose registers its operator may still change."""
        return side.application(State.DRAFT).space_id

    def make_row(self, side: Side, _whose: str, _role: str) -> int:
        """A row of the register of residents of that space."""
        return side.application(State.DRAFT).space.residents.first().pk

    def make_file(self, side: Side, whose: str, role: str) -> int:
        """A file as submitted; out of the city's reach is one of a draft."""
        if role == "city" and whose == "foreign":
            return self.own.application(State.DRAFT).attachments.first().file_id
        if role == "expert":
            application = side.application(State.IN_REVIEW)
            return application.attachments.filter(document=self.shown_to_experts(application)).first().file_id
        return side.application(State.SUBMITTED).attachments.first().file_id

    def make_document(self, side: Side, whose: str, role: str) -> int | None:
        if role == "city" and whose == "foreign":
            return None
        return side.application(State.ACCEPTED).documents.get(kind="acceptance_notice").pk

    def make_letter(self, side: Side, whose: str, role: str) -> int | None:
        """A 推荐函 with its 汇总表."""
        if role == "city" and whose == "foreign":
            return None
        return side.application(State.ACCEPTED).documents.get(kind="recommendation_letter").pk

    def make_joint_recommendation(self, side: Side, _whose: str, _role: str) -> int:
        """One that waits for its signature, of an application of its own."""
        application = verify_all(make_submitted(side.space(), round_=side.round))
        number = f"郑科函〔2026〕7{application.pk}号"
        options = {"actor": side.clerk, "text": "同意推荐。", "number": number, "issued_on": TODAY}
        joint, _ = prepare_joint_recommendation(side.round, {application.pk: "同意推荐"}, **options)
        return joint.pk

    def make_document_kept(self, side: Side, whose: str, role: str) -> int:
        """A document of the role's own office that is served; to the city a district's refusal is foreign."""
        application = side.application(State.ACCEPTED)
        if role == "city" and whose == "own":
            return application.documents.get(kind="acceptance_notice").pk
        refusal = {"application": application, "kind": "decline_notice", "district": application.district}
        options = {"issuer": application.district.bureau, "issued_on": TODAY, "context": {}}
        return m.Document.objects.get_or_create(**refusal, defaults=options)[0].pk

    def make_document_sealed(self, side: Side, whose: str, role: str) -> int | None:
        """A document with its sealed scan."""
        if (key := self.make_document(side, whose, role)) is not None:
            document = m.Document.objects.get(pk=key)
            if document.scan is None:
                upload_scan(document, actor=city_clerk(), upload=make_upload())
        return key

    def make_document_served(self, side: Side, whose: str, role: str) -> int | None:
        """A document with a record of its service and the receipt."""
        if (key := self.make_document(side, whose, role)) is not None:
            document = m.Document.objects.get(pk=key)
            if document.service is None:
                options = {"served_on": document.issued_on, "manner": "direct", "receipt": make_upload()}
                record_service(document, actor=city_clerk(), **options)
        return key

    def make_attachment(self, side: Side, _whose: str, _role: str) -> int:
        return side.application(State.DRAFT).attachments.first().pk

    def make_assignment(self, side: Side, whose: str, role: str) -> int | None:
        if role == "city" and whose == "foreign":
            return None
        places = side.application(State.IN_REVIEW).assignments
        return (places.get(expert=self.people["expert"]) if role == "expert" and whose == "own" else places.first()).pk

    def make_evidence_file(self, side: Side, _whose: str, _role: str) -> int:
        application = side.application(State.IN_REVIEW)
        return application.attachments.filter(document=self.shown_to_experts(application)).first().file_id

    def make_objection(self, side: Side, whose: str, role: str) -> int | None:
        if role == "city" and whose == "foreign":
            return None
        notice = side.application(State.PUBLICISED).public_notices.get()
        return record_objection(
            notice, name="赵六", phone="13812345678", content="面积与实际不符，请核实。", actor=city_clerk()
        ).pk

    def make_window_year(self, _side: Side, _whose: str, _role: str) -> int:
        return make_window().year

    def make_space_filed(self, side: Side, _whose: str, _role: str) -> int:
        """A space that owes the year's return, with none begun."""
        make_window()
        return make_filed_space(operator=side.operator, district=side.operator.district).pk

    def make_import(self, _side: Side, whose: str, role: str) -> int:
        """A load of the role's own account that waits to be confirmed, or one of somebody else's."""
        other = "city" if role != "city" else "admin"
        return make_import_job(self.people[role if whose == "own" else other]).pk

    def make_batch(self, _side: Side, whose: str, role: str) -> int:
        """A batch that the role's own account has had made, or one of the other office's."""
        self.own.application(State.APPROVED)
        other = "city" if role != "city" else "district"
        actor = self.people[role if whose == "own" else other]
        params = {"round": self.own.round.pk, "kinds": ["certificate"]}
        return start_batch("documents", params, actor=actor, enqueue=run_batch).pk

    def make_space_to_city(self, side: Side, whose: str, _role: str) -> int:
        """Out of the city's reach is a space that was never on file."""
        return self.make_space_filed(side, whose, "") if whose == "own" else make_space(operator=side.operator).pk

    def make_finding(self, side: Side, whose: str, role: str, status: str = "open") -> int | None:
        """A finding of a makerspace; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        make_window()
        return make_finding(make_filed_space(operator=side.operator, district=side.operator.district), status=status).pk

    def make_finding_replied(self, side: Side, whose: str, role: str) -> int | None:
        return self.make_finding(side, whose, role, status="replied")

    def make_return(self, side: Side, whose: str, role: str, state: str = "submitted") -> int:
        """A return in a state; out of the city's and admin's reach is one that was never submitted."""
        if role in ("city", "admin") and whose == "foreign":
            state = "open"
        space = make_filed_space(operator=side.operator, district=side.operator.district)
        return make_return(space, state=state).pk

    def make_scheme(self, _side: Side, whose: str, _role: str) -> int | None:
        """A draft scheme; to the city nothing is foreign."""
        return None if whose == "foreign" else make_scheme(code=f"world-{EvaluationScheme.objects.count()}").pk

    def make_entry(self, side: Side, whose: str, role: str, state: str) -> int | None:
        """A makerspace in an evaluation, with a practice once it has a result; asked: with a request that waits."""
        if role == "city" and whose == "foreign":
            return None
        space = make_filed_space(operator=side.operator, district=side.operator.district)
        entry = make_entry(space, "preliminary" if state == "asked" else state)
        if state == "asked":
            request_review(entry, reason="评分有误", actor=side.member)
        if state == "preliminary":
            mark_practice(entry, title="共享中试平台", text="设备全年开放。", actor=city_clerk())
        return entry.pk

    def make_proof(self, side: Side, whose: str, role: str) -> int | None:
        """A file of a self-assessment; an expert's own is that of a makerspace that it marks."""
        if role == "city" and whose == "foreign":
            return None
        entry = make_entry(make_filed_space(operator=side.operator, district=side.operator.district))
        if whose == "own":
            make_marking(entry, self.people["expert"])
        return make_proof(entry).pk

    def make_marking(self, side: Side, whose: str, _role: str) -> int:
        """An expert's place, or another's."""
        entry = make_entry(make_filed_space(operator=side.operator, district=side.operator.district))
        Entry.objects.filter(pk=entry.pk).update(self_assessed_at=timezone.now())
        return make_marking(entry, (self.own if whose == "own" else self.foreign).experts[0]).pk

    def make_marking_place(self, side: Side, whose: str, role: str) -> int | None:
        """An expert's place as the city sees it; to the city nothing is foreign."""
        return None if whose == "foreign" else self.make_marking(side, whose, role)

    def make_markers_draw(self, _side: Side, whose: str, _role: str) -> int | None:
        """A draw that waits; to the city nothing is foreign."""
        if whose == "foreign":
            return None
        options = {"seed": "00", "quotas": [{"field": "", "number": 1}], "most_open": 5, "pool": [], "drawn": []}
        return MarkersDraw.objects.create(campaign=make_bare_campaign(), by=city_clerk(), **options).pk

    def make_campaign_published(self, _side: Side, whose: str, role: str) -> int:
        """The published evaluation; out of an office's reach is one that is under way."""
        return (make_published_rows() if whose == "own" else make_open_rows()).pk

    def make_campaign_document(self, side: Side, whose: str, role: str) -> int | None:
        """A report about a makerspace of the side; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        space = make_filed_space(operator=side.operator, district=side.operator.district)
        return make_report_row(make_published_rows(), space).pk

    def make_campaign_document_sealed(self, side: Side, whose: str, role: str) -> int | None:
        """A report with its sealed scan."""
        if (key := self.make_campaign_document(side, whose, role)) is not None:
            document = CampaignDocument.objects.get(pk=key)
            upload_campaign_scan(document, actor=city_clerk(), upload=make_upload())
        return key

    def make_campaign_document_served(self, side: Side, whose: str, role: str) -> int | None:
        """A report with a record of its service and the receipt."""
        if (key := self.make_campaign_document(side, whose, role)) is not None:
            document = CampaignDocument.objects.get(pk=key)
            options = {"served_on": document.issued_on, "manner": "direct", "receipt": make_upload()}
            record_campaign_service(document, actor=city_clerk(), **options)
        return key

    def make_circular_year(self, _side: Side, _whose: str, _role: str) -> int:
        return make_circular_row(make_published_rows()).campaign.year

    def make_case(self, side: Side, whose: str, role: str, state: str) -> int | None:
        """A fraud case on an application of its own, so that no act on the others is in its way; to the city nothing is
        foreign.
        """
        if role == "city" and whose == "foreign":
            return None
        return make_case(state, make_submitted(side.space(), round_=side.round)).pk

    def make_change(self, side: Side, whose: str, role: str, state: str) -> int | None:
        """A change of a filing of its own; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        return make_change(state, make_filed(side.space())).pk

    def make_change_own(self, side: Side, whose: str, role: str) -> int:
        """A change that the role's own side has opened, so that it may be withdrawn."""
        filing = make_filed(side.space())
        return report_change(filing, actor=district_clerk(filing) if role == "district" else None).pk

    def make_change_to_return(self, side: Side, whose: str, role: str) -> int | None:
        """What the office has in its hands."""
        return self.make_change(side, whose, role, "forwarded" if role == "city" else "reported")

    def make_upward_letter(self, side: Side, whose: str, role: str) -> int | None:
        """A letter that waits; to the city nothing is foreign."""
        return None if whose == "foreign" else make_letter([make_filed(side.space())]).pk

    def make_upward_signed(self, side: Side, whose: str, role: str) -> int | None:
        return None if whose == "foreign" else sign(make_letter([make_filed(side.space())])).pk

    def make_upward_granted(self, side: Side, whose: str, role: str) -> int | None:
        """A recommendation that was granted, with its notice; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        return make_granted(make_filed(side.space())).pk

    def make_revocation(self, side: Side, whose: str, role: str, state: str) -> int | None:
        """A revocation of a filing of its own; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        space = side.space() if state != "revoked" else side.space_of_another()
        return make_revocation(state, make_filed(space)).pk

    def make_space_failed(self, side: Side, whose: str, _role: str) -> int | None:
        """A makerspace on file that was 不合格 two years in a row; to the city nothing is foreign."""
        if whose == "foreign":
            return None
        space = make_filed_space(operator=side.operator, district=side.operator.district)
        make_failed_years(space)
        return space.pk

    def make_filing_to_revoke(self, side: Side, whose: str, role: str) -> int | None:
        """A filing in force with nothing under way; to the city nothing is foreign."""
        return None if role == "city" and whose == "foreign" else make_filed(side.space()).pk

    def make_case_of_filing(self, side: Side, whose: str, role: str) -> int | None:
        """Fraud that was found in the application of a filing in force; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        application = make_submitted(side.space_of_another(), round_=side.round)
        case = make_case("found", application)
        make_filed(application.space, application=application)
        return case.pk

    def make_filing_free(self, side: Side, whose: str, role: str) -> int:
        """A filing in force with nothing under way."""
        return make_filed(side.space()).pk

    def make_filing_given_up(self, side: Side, whose: str, role: str) -> int | None:
        """A filing whose operator asks to give it up."""
        if role == "city" and whose == "foreign":
            return None
        filing = make_filed(side.space())
        ask_cancellation(filing, actor=side.member, reason="停止运营。")
        return filing.pk

    def make_pool_candidate(self, side: Side, _whose: str, _role: str) -> int:
        """A space that its district may enter into the pool."""
        return make_space(side.operator).pk

    def make_pool_entry(self, side: Side, whose: str, role: str) -> int | None:
        """An entry of a registered space; to the city nothing is foreign."""
        if role == "city" and whose == "foreign":
            return None
        return make_pool_entry(make_space(side.operator), actor=side.clerk).pk

    def make_guidance(self, side: Side, _whose: str, _role: str) -> int:
        return guide(make_pool_entry(make_space(side.operator), actor=side.clerk)).pk

    def make_pool_unregistered(self, side: Side, _whose: str, _role: str) -> int:
        """An entry whose operator has registered meanwhile."""
        uscc = make_operator(district=side.operator.district).uscc
        return make_unregistered(district=side.operator.district, uscc=uscc).pk

    def make_measure(self, side: Side, _whose: str, _role: str) -> int:
        return make_measure(side.operator.district).pk

    def make_measure_public(self, side: Side, whose: str, _role: str) -> int | None:
        """Everybody reads the measures of every district."""
        return make_measure(side.operator.district).pk if whose == "own" else None

    def make_resource(self, side: Side, whose: str, role: str) -> int | None:
        """What the role's own office keeps; a district's own is that district's, to the city nothing is foreign."""
        return None if role == "city" and whose == "foreign" else make_resource(self.keeper(side, role)).pk

    def make_policy(self, side: Side, whose: str, role: str) -> int | None:
        """Likewise."""
        return None if role == "city" and whose == "foreign" else make_policy(self.keeper(side, role)).pk

    def keeper(self, side: Side, role: str) -> m.User:
        return self.people["city"] if role == "city" else side.clerk

    @cache  # noqa: B019 - a world lives as long as its test
    def report(self) -> m.MisconductReport:
        return make_report()

    def make_report(self, _side: Side, whose: str, _role: str) -> int | None:
        """To the auditor no report is foreign."""
        return self.report().pk if whose == "own" else None

    def make_report_file(self, _side: Side, _whose: str, _role: str) -> int:
        return self.report().files.get().pk

    @staticmethod
    def shown_to_experts(application: m.Application) -> str:
        return application.attachments.exclude(document__in=PERSONAL_EVIDENCE).first().document
