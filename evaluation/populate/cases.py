"""Applications in every state, each with what it would have by then: what was frozen, found, scored, published. One of the
modules that write an application's state (tests/filings/test_single_writer.py).
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, Final

from evaluation import models as e
from evaluation.demo.evidence import PICTURES
from evaluation.populate.ground import PANEL
from evaluation.populate.plan import PATHS, Case, Place, rarely
from evaluation.populate.spaces import Keys, Spaces, kind_of
from evaluation.selectors.panels import panel_of
from evaluation.services.panels import outcome_of
from filings import models as m
from filings.rules.periods import add_working_days
from filings.rules.versions import CURRENT, Version
from filings.selectors.applications import Draft, draft_of
from filings.selectors.facts import sections_of
from filings.selectors.frozen_parts import frozen_files, frozen_sections
from filings.selectors.public_notices import notice_end
from filings.selectors.sections import LICENCE, SPACE_DOCUMENTS
from filings.selectors.verification import items_to_verify
from filings.services.history import digest_of
from filings.services.snapshots import SCHEMA, snapshot_digest
from filings.services.submission_guards import required_declarations
from filings.workflow import APPLICATION, HOLDER, Action, Role, State

NUMBERS: Final = "application"
EXPLANATION: Final = "本机构对这一项的情况说明如下：按登记名册如实填写，相关材料已随申请上传，请区县核实。"
FINDING: Final = "已核对原件，与申报一致。"
OPINION: Final = "经逐项核实，该众创空间运行情况良好，申报材料真实完整，基本符合备案条件，同意推荐。"
COMMENT: Final = (
    "该众创空间定位清楚，服务团队稳定，孵化成效较好，投融资服务和导师辅导能够落到实处，建议继续完善毕业机制和数据台账。"
)
REASONS: Final = {
    Action.DECLINE: "第五条（二）：场地面积与实际不符。",
    Action.REJECT: "第七条（三）：专家评审没有通过。",
    Action.WITHDRAW: "补充材料后重新申请。",
}
ROW_OF: Final = {row.action: row for row in APPLICATION}
ROLE_OF: Final = {action: row.role for action, row in ROW_OF.items() if row.role}
"""The actions of these paths are taken by one role each."""
REVIEWED: Final = frozenset({State.REVIEWED, State.PUBLICISED, State.APPROVED, State.REJECTED})


@dataclass(frozen=True, slots=True)
class Filed:
    """An application under way of being written."""

    place: Place
    case: Case
    keys: Keys
    application: int

    @property
    def record(self) -> str:
        return f"application:{self.application}"

    @property
    def path(self) -> tuple[Action, ...]:
        return PATHS[self.case.state]

    def at(self, action: Action) -> Any:
        """When an action was taken."""
        return self.case.moments[1 + self.path.index(action)]


class Cases:
    """Writes the applications of a batch: first what the operator did, then, as the product reads it back, the rest."""

    def __init__(self, spaces: Spaces) -> None:
        self.tables, self.chains, self.files = spaces.tables, spaces.chains, spaces.files
        self.ground, self.spaces, self.order = spaces.ground, spaces, spaces.order
        self.last: dict[int, int] = {}
        self.begun: list[Filed] = []
        self.reviewed: list[tuple[Filed, Any]] = []
        criteria = e.Criterion.objects.filter(form__in_use=True).select_related("form").order_by("form", "position")
        self.forms: dict[str, list[e.Criterion]] = {}
        for criterion in criteria:
            self.forms.setdefault(criterion.form.kind, []).append(criterion)

    # What the operator did -------------------------------------------------------------------------------------------

    def begin(self, place: Place, keys: Keys, random: Random) -> None:
        """The application in its state, its sections and attachments."""
        case = place.case
        if case is None:
            return
        filed = Filed(place, case, keys, self.add_application(place, case, keys, random))
        self.begun.append(filed)
        for section in sections_of(self.kind(place)):
            is_confirmed = case.is_submitted or section.code < "5.5"
            self.tables.add(
                m.ApplicationSection,
                application_id=filed.application,
                code=section.code,
                explanations=explanations_of(section.code) if is_confirmed else {},
                confirmed_at=case.moments[0] if is_confirmed else None,
                confirmed_by_id=keys.by if is_confirmed else None,
                updated_at=case.moments[0],
            )
        for code, label in documents_of(self.kind(place)) if case.is_submitted else ():
            for name in PICTURES.get(code, (f"{code}.pdf",)):
                file = self.files.add(name, label, keys.operator, keys.by, case.moments[0])
                self.tables.add(
                    m.Attachment,
                    application_id=filed.application,
                    document=code,
                    file_id=file,
                    created_at=case.moments[0],
                )

    def kind(self, place: Place) -> str:
        return kind_of(professional=place.is_professional or place.upgrades)

    def add_application(self, place: Place, case: Case, keys: Keys, random: Random) -> int:
        """The row; numbers go on from it."""
        submitted_at = case.submitted_at if case.is_submitted else None
        year = (submitted_at or case.moments[0]).year
        if submitted_at:
            self.last[year] = max(self.last.get(year, 0), case.serial)
        return self.tables.add(
            m.Application,
            round_id=self.ground.rounds[year],
            space_id=keys.space,
            operator_id=keys.operator,
            district_id=place.district,
            kind=self.kind(place),
            state=case.state.value,
            number=f"{year}-{case.serial:04d}" if submitted_at else None,
            as_of=submitted_at.date() if submitted_at else None,
            submitted_at=submitted_at,
            state_since=case.moments[-1],
            due_on=due_day(case),
            handler_id=self.handler(place, case, random),
            opinion=OPINION if Action.RECOMMEND in PATHS[case.state] else "",
            created_by_id=keys.by,
            created_at=case.moments[0],
            updated_at=case.moments[-1],
        )

    def handler(self, place: Place, case: Case, random: Random) -> int | None:
        """Whoever has taken the case, of three in four."""
        if rarely(random, 4):
            return None
        holder = HOLDER.get(case.state)
        return self.ground.clerks[place.district] if holder == Role.DISTRICT else self.city_of(holder)

    def city_of(self, holder: Role | None) -> int | None:
        return self.ground.city if holder == Role.CITY else None

    # What followed ---------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Everything after the draft, of the applications that were begun since the last time and have been written."""
        begun, self.begun = self.begun, []
        rows = m.Application.objects.select_related("space__operator", "operator", "round", "district")
        applications = rows.in_bulk([filed.application for filed in begun])
        for filed in begun:
            random = self.order.dice(f"case {filed.place.number}")
            self.chains.line(
                filed.record, filed.keys.by, Role.OPERATOR, "create", filed.case.moments[0], states=("", "draft")
            )
            if filed.case.is_submitted:
                self.follow(filed, applications[filed.application], random)
        self.tables.flush()
        for filed, application in self.reviewed:
            self.sum_up(filed, application)
        self.reviewed = []

    def follow(self, filed: Filed, application: m.Application, random: Random) -> None:
        """One submitted application, step by step."""
        draft = draft_of(application, as_of=filed.case.submitted_at.date())
        snapshot = self.freeze(filed, draft)
        self.advance(filed, Action.SUBMIT, filed.keys.by, {"number": application.number} | said_of(snapshot))
        self.verify(filed, draft.version, random)
        for action in filed.path[1:]:
            self.take(filed, action, application, snapshot, random)

    def freeze(self, filed: Filed, draft: Draft) -> m.Snapshot:
        """What services.snapshots.freeze_snapshot() writes."""
        declarations = required_declarations(draft.application.round)
        snapshot = m.Snapshot(
            application_id=filed.application,
            sequence=1,
            schema=SCHEMA,
            ruleset=draft.version.id,
            as_of=draft.as_of,
            facts=draft.facts.as_json(),
            result=draft.result.as_snapshot(),
            rows=draft.rows.as_json(),
            files=frozen_files(draft),
            sections=frozen_sections(draft, declarations),
            created_at=filed.case.submitted_at,
        )
        snapshot.digest = snapshot_digest(snapshot)
        columns = [field.attname for field in m.Snapshot._meta.concrete_fields if not field.primary_key]
        snapshot.pk = self.tables.add(m.Snapshot, **{name: getattr(snapshot, name) for name in columns})
        for file in sorted({each["file"] for each in snapshot.files}):
            self.tables.add(m.Snapshot.stored_files.through, snapshot_id=snapshot.pk, storedfile_id=file)
        return snapshot

    def verify(self, filed: Filed, version: Version, random: Random) -> None:
        """What the district has found so far: all of it where the case went on, a part where it waits."""
        items = [item.id for item in items_to_verify(version, self.kind(filed.place))]
        waits = filed.case.state in (State.SUBMITTED, State.WITHDRAWN)
        clerk = self.ground.clerks[filed.place.district]
        for place, item in enumerate(items[: random.randrange(len(items)) if waits else len(items)]):
            moment = filed.case.submitted_at + timedelta(minutes=40 + 7 * place)
            self.tables.add(
                m.Verification,
                application_id=filed.application,
                item=item,
                verdict=m.Verification.Verdict.CONFIRMED.value,
                finding=FINDING,
                by_id=clerk,
                at=moment,
            )
            details = {"item": item, "verdict": "confirmed"}
            self.chains.line(filed.record, clerk, Role.DISTRICT, "verify_item", moment, reason=FINDING, details=details)

    def take(
        self, filed: Filed, action: Action, application: m.Application, snapshot: m.Snapshot, random: Random
    ) -> None:
        """One step, with what it leaves behind and its line."""
        actor, details = self.actor_of(filed, action)
        if action is Action.RECOMMEND:
            details |= {"snapshot": snapshot.digest, "corrected": self.recommend(filed, snapshot)}
        elif action is Action.START_REVIEW:
            self.assign(filed, random)
        elif action is Action.FINISH_REVIEW:
            self.reviewed.append((filed, application))
        elif action is Action.PUBLICISE:
            details["notice"] = self.publicise(filed)
        elif action is Action.APPROVE:
            self.approve(filed, random)
        self.advance(filed, action, actor, details)

    def actor_of(self, filed: Filed, action: Action) -> tuple[int, dict[str, Any]]:
        """Who took an action, and who prepared it where it takes two."""
        role, ground = ROLE_OF[action], self.ground
        if role == Role.OPERATOR:
            return filed.keys.by, {}
        is_city = role == Role.CITY
        clerk = ground.city if is_city else ground.clerks[filed.place.district]
        signer = ground.city_signer if is_city else ground.signers[filed.place.district]
        return (signer, {"prepared_by": clerk, "signed_by": signer}) if ROW_OF[action].signed else (clerk, {})

    def advance(self, filed: Filed, action: Action, actor: int, details: dict[str, Any]) -> None:
        """The line of an action."""
        before = filed.path.index(action)
        source = ROW_OF[filed.path[before - 1]].target if before else State.DRAFT
        row = ROW_OF[action]
        self.chains.line(
            filed.record,
            actor,
            ROLE_OF[action],
            action,
            filed.at(action),
            states=(source, row.target),
            reason=OPINION if action is Action.RECOMMEND else REASONS.get(action, ""),
            details=details,
        )

    def recommend(self, filed: Filed, snapshot: m.Snapshot) -> str:
        """What the recommendation rests on: nothing was corrected."""
        kept = {"facts": snapshot.facts, "result": snapshot.result}
        digest = digest_of(kept | {"snapshot": snapshot.digest})
        self.tables.add(
            m.Recommendation,
            application_id=filed.application,
            snapshot_id=snapshot.pk,
            digest=digest,
            at=filed.at(Action.RECOMMEND),
            **kept,
        )
        return digest

    def assign(self, filed: Filed, random: Random) -> None:
        """The panel; where the review is over, each has declared and scored."""
        is_over = filed.case.state in REVIEWED
        begun = filed.at(Action.START_REVIEW)
        for expert in random.sample(self.ground.experts, PANEL):
            place = self.tables.add(
                m.ReviewAssignment,
                application_id=filed.application,
                expert_id=expert,
                status=(m.ReviewAssignment.Status.SUBMITTED if is_over else m.ReviewAssignment.Status.ASSIGNED).value,
                due_on=add_working_days(begun.date(), 10),
                assigned_by_id=self.ground.city,
                assigned_at=begun,
            )
            if is_over:
                self.score(filed, place, random)

    def score(self, filed: Filed, place: int, random: Random) -> None:
        """An expert's declaration and sheet; a rejected case is marked low."""
        moment = filed.at(Action.START_REVIEW) + timedelta(days=2)
        self.tables.add(m.ConflictDeclaration, assignment_id=place, in_conflict=False, at=moment)
        passes = filed.case.state is not State.REJECTED
        criteria = self.forms[self.kind(filed.place)]
        sheet = self.tables.add(
            e.ScoreSheet,
            assignment_id=place,
            form_id=criteria[0].form_id,
            recommend=passes,
            comment=COMMENT,
            saved_at=moment,
            submitted_at=moment,
        )
        for criterion in criteria:
            share = random.randrange(76, 90) if passes else random.randrange(44, 56)
            marks = criterion.full_marks * share // 100
            comment = "" if passes else "支撑材料不足，成效不明显。"
            self.tables.add(e.Score, sheet_id=sheet, criterion_id=criterion.pk, marks=marks, comment=comment)

    def sum_up(self, filed: Filed, application: m.Application) -> None:
        """The result, computed from the sheets as the product does."""
        outcome = asdict(outcome_of(panel_of(application), ""))
        moment = filed.at(Action.FINISH_REVIEW)
        self.tables.add(m.ReviewResult, application_id=filed.application, sequence=1, at=moment, **outcome)

    def publicise(self, filed: Filed) -> int:
        """The public notice of five working days."""
        starts_at = filed.at(Action.PUBLICISE)
        return self.tables.add(
            m.PublicNotice,
            application_id=filed.application,
            working_days=5,
            starts_at=starts_at,
            ends_at=notice_end(starts_at, 5),
            created_by_id=self.ground.city,
        )

    def approve(self, filed: Filed, random: Random) -> None:
        """The filing, and the end of the one that it takes the place of."""
        self.spaces.file_now(filed.place, filed.keys, filed.application, random)

    def keep_counters(self) -> None:
        """The product goes on numbering applications after these."""
        for year, last in sorted(self.last.items()):
            self.tables.add(m.Counter, series=NUMBERS, year=year, last=last)


def due_day(case: Case) -> Any:
    """The day by which the office that has the case must be done."""
    path = PATHS[case.state]
    if case.state is State.SUBMITTED:
        return add_working_days(case.submitted_at.date(), 15)
    if case.state in HOLDER and Action.RECOMMEND in path:
        return add_working_days(case.moments[1 + path.index(Action.RECOMMEND)].date(), 40)
    return None


def said_of(snapshot: m.Snapshot) -> dict[str, Any]:
    """What the line of a submission says of what was frozen."""
    return {"snapshot": snapshot.digest, "ruleset": snapshot.ruleset, "outcome": snapshot.result["outcome"]}


@cache
def explanations_of(section: str) -> dict[str, str]:
    """A text for whatever check of a section may ask for one."""
    return {check.id: EXPLANATION for check in CURRENT.checks if check.section == section}


@cache
def documents_of(kind: str) -> tuple[tuple[str, str], ...]:
    """The documents that are attached to an application, by code and name; registers hold the others."""
    first = [
        rule.any_of[0] for rule in CURRENT.documents if not rule.professional_only or kind == m.Space.Kind.PROFESSIONAL
    ]
    return tuple(
        (each.code, each.label)
        for each in first
        if not each.from_register and each.code != LICENCE and each.code not in SPACE_DOCUMENTS
    )
