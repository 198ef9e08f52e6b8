"""A list of operators on the social-credit blacklist as a sort of load (第十五条第（四）项): each operator with a filing in force has
its revocation proposed. The list decides nothing; every proposal goes its way with notice and defence.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from filings.models import Application, Filing, Operator, Revocation, Space, User
from filings.permissions import Act, role_may
from filings.services.imports.kinds import TablesKind, shown_plan, titles_of
from filings.services.imports.outcomes import Outcome, Planned, refused
from filings.services.imports.plans import Answers, Plan, Progress
from filings.services.imports.tables import Reads, Table, TableColumn, TableRow, read_tables
from filings.services.imports.whose import check_code
from filings.services.revocations.proposing import propose_on_record
from filings.workflow import LIVE, FilingState
from filings.workflow_revocations import Ground
from zzspace.sheets import Workbook
from zzspace.wording import date_zh

LISTED: Final = Table(
    "blacklist",
    "失信名单",
    (
        TableColumn("uscc", "统一社会信用代码", longest=40, note="列入名单的机构的18位代码"),
        TableColumn(
            "name",
            "机构名称",
            required=False,
            longest=80,
            names=("单位名称", "企业名称"),
            note="填写的，与登记名称核对",
        ),
        TableColumn("listed_on", "列入日期", Reads.DAY, names=("认定日期",)),
        TableColumn("authority", "认定机关", longest=80, names=("列入机关",), note="如郑州市中级人民法院"),
        TableColumn("document", "认定文书", longest=80, names=("文号", "案号"), note="文书的名称和文号"),
        TableColumn("reason", "失信事由", longest=200, names=("列入事由",), note="写入事先告知书和决定书"),
    ),
)
TOLD: Final = (
    "按统一社会信用代码，与在册备案的运营机构核对；一家机构有几件在册备案的，每件各提出一次。",
    "名单中没有在册备案的机构不作处理，在预览中列为“不变”；同一份认定已经提出过的、正在办理撤销的，也不重复提出。",
    "确认后只是提出撤销备案，不作决定：每件都须核对、事先告知、听取陈述申辩、经法制审核后才能决定。",
    "认定文书、公示截图等证据，确认后在每件撤销的页面中补充。",
)


class BlacklistKind(TablesKind):
    """Rows of the blacklist, by the city."""

    key = "blacklist"
    title = "失信“黑名单”"
    tables: Sequence[Table] = (LISTED,)
    titles = titles_of((LISTED,))
    told: Sequence[str] = TOLD

    def header(self, title: str) -> str:
        return title

    def may(self, actor: User, params: Mapping[str, Any]) -> bool:
        return role_may(actor, Act.RUN_REVOCATIONS)

    def label(self, params: Mapping[str, Any]) -> str:
        return self.title

    def page(self, params: Mapping[str, Any]) -> str:
        return reverse("filings:revocations")

    def plan(self, workbook: Workbook, params: Mapping[str, Any], *, actor: User, progress: Progress) -> Plan:
        reading = read_tables(workbook, self.tables)
        rows = reading.rows[LISTED.key]
        return shown_plan(plan_rows(rows, progress), reading.problems, reading.ignored, ("name", "uscc"))

    def lock(self, params: Mapping[str, Any], *, actor: User) -> None:
        """Filings in force with all that proposing locks, in the order of every other writer (lock_filing)."""
        held = Filing.objects.filter(state=FilingState.ACTIVE)
        spaces, operators = held.values("space"), held.values("operator")
        for rows in (
            Application.objects.filter(space__in=spaces, state__in=LIVE),
            Operator.objects.filter(pk__in=operators),
            Space.objects.filter(pk__in=spaces),
            held,
        ):
            list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))

    def write(
        self, plan: Plan, params: Mapping[str, Any], *, actor: User, answers: Answers, progress: Progress
    ) -> dict[str, Any]:
        chosen = [row.record for row in plan.rows if row.writes]
        proposed: list[int] = []
        with transaction.atomic():
            for number, planned in enumerate(chosen, 1):
                proposed += propose_row(planned, actor=actor)
                progress("写入", number, len(chosen))
        return {"written": len(chosen), "revocations": proposed}


def plan_rows(rows: Sequence[TableRow], progress: Progress) -> list[Planned]:
    """What each row would do; an operator that stands in two rows is refused at the second."""
    directory, seen = Listed(), dict[str, int]()
    planned = []
    for number, row in enumerate(rows, 1):
        planned.append(plan_row(row, directory, seen))
        progress("核对", number, len(rows))
    return planned


class Listed:
    """Filings in force by their operator's code, with what was proposed on this ground: two queries for any number of rows."""

    def __init__(self) -> None:
        self.filings: dict[str, list[Filing]] = {}
        held = Filing.objects.filter(state=FilingState.ACTIVE).select_related("space", "operator").order_by("pk")
        for filing in held:
            self.filings.setdefault(filing.operator.uscc, []).append(filing)
        self.revocations: dict[int, list[Revocation]] = {}
        for each in Revocation.objects.filter(filing__state=FilingState.ACTIVE).order_by("-pk"):
            self.revocations.setdefault(each.filing_id, []).append(each)

    def standing(self, filing: Filing, row: TableRow) -> str:
        """Why nothing is proposed on a filing, in a sentence; "" where something is."""
        for each in self.revocations.get(filing.pk, []):
            if each.is_open:
                return f"{filing.space}（{filing.number}）正在办理撤销（{each.get_state_display()}）"
            if each.ground == Ground.BLACKLIST and each.basis == basis_of(row):
                return f"{filing.space}（{filing.number}）已据同一认定办结（{each.get_state_display()}）"
        return ""


def plan_row(row: TableRow, directory: Listed, seen: dict[str, int]) -> Planned:
    """One row: its own cells first, then who it is and what stands already."""
    check_code(row)
    check_listed_day(row, timezone.localdate())
    code = row.values["uscc"]
    if code is not None and not row.problems and code in seen:
        row.refuse(f"与第{seen[code]}行是同一家机构，请合并为一行。", "uscc")
    filings = directory.filings.get(code or "", [])
    check_name(row, filings)
    if row.problems:
        return refused(row)
    seen[code] = row.number
    if not filings:
        return Planned(row, Outcome.UNCHANGED, notes=["这个代码没有在册的备案，不作处理"])
    standing = {filing.pk: directory.standing(filing, row) for filing in filings}
    asked = [filing for filing in filings if not standing[filing.pk]]
    notes = list(filter(None, standing.values()))
    if not asked:
        return Planned(row, Outcome.UNCHANGED, notes=notes)
    notes += [f"提出撤销：{filing.space}（{filing.number}）" for filing in asked]
    return Planned(row, Outcome.NEW, asked, notes=notes)


def check_listed_day(row: TableRow, today: date) -> None:
    """Nobody is listed in days to come."""
    day = row.values["listed_on"]
    if day is not None and day > today:
        row.refuse(f"列入日期{day}晚于今天，请核对。", "listed_on")


def check_name(row: TableRow, filings: Sequence[Filing]) -> None:
    """A name that is given is that of the code: an adverse step must not meet the wrong organisation."""
    name = row.values["name"]
    if name and filings and name != filings[0].operator.name:
        row.refuse(
            f"这个代码登记的机构是“{filings[0].operator.name}”，与表中的“{name}”不符，请核对代码；更名的，请填现在的名称或留空。",
            "name",
        )


def basis_of(row: TableRow) -> dict[str, str]:
    """What the listing says, as plain values."""
    values = row.values
    return {"listed_on": values["listed_on"].isoformat()} | {
        key: values[key] for key in ("authority", "document", "reason")
    }


def propose_row(planned: Planned, *, actor: User) -> list[int]:
    """Propose the revocation of each filing of a row."""
    values = planned.row.values
    facts = (
        f"你单位于{date_zh(values['listed_on'])}被{values['authority']}列入严重失信主体名单"
        f"（{values['document']}），失信事由：{values['reason']}。"
    )
    basis = basis_of(planned.row)
    return [
        propose_on_record(filing, Ground.BLACKLIST, actor=actor, facts=facts, basis=basis).pk
        for filing in planned.record
    ]
