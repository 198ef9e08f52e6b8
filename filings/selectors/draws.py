"""Draws of experts as they are prepared and read: the pool with what excludes each expert, a draw repeated. Reading only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, QuerySet, Subquery

from filings.models import Application, ExpertDraw, HistoryLine, PanelDraw, ReviewAssignment, User
from filings.rules.draws import Lot, PoolTooSmallError, Quota, draw, lot_of
from filings.selectors.experts import STILL_OPEN, expert_accounts, obstacles_to
from filings.selectors.reviews import review_number

FIELD_SEPARATORS: Final = re.compile(r"[、，,；;/\s]+")
SHOWN_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One expert of a recorded pool as the page shows it; `rank` is the place by lot among those who might be drawn."""

    name: str
    employer: str
    fields: str
    excluded: str
    lot: str
    rank: int | None
    is_drawn: bool


def fields_of(expert: User) -> tuple[str, ...]:
    """The fields of an expert: 智能传感、新材料 are two."""
    return tuple(field for field in FIELD_SEPARATORS.split(expert.expertise) if field)


def known_fields() -> list[str]:
    """Every field that an expert in use has, for choosing."""
    return sorted({field for expert in expert_accounts() for field in fields_of(expert)})


def pool_for(application: Application, *, most_open: int) -> list[dict[str, Any]]:
    """Every expert in use with fields and what excludes from this draw, by account number. Eight queries.

    A name that may be chance excludes too: a draw leaves nothing to be looked into afterwards.
    """
    experts = list(expert_accounts().annotate(load=Count("assignments", filter=STILL_OPEN)).order_by("pk"))
    found = obstacles_to(application, experts)
    present = ReviewAssignment.objects.filter(application=application, sequence=review_number(application))
    seen = {place.expert_id: place for place in present}
    return [
        pool_entry(
            expert,
            [
                *([f"已在本次评审名单中（{seen[expert.pk].get_status_display()}）"] if expert.pk in seen else []),
                *(conflict.reason for conflict in found.get(expert.pk, ())),
                *([f"在办{expert.load}件，已达上限{most_open}件"] if expert.load >= most_open else []),
            ],
        )
        for expert in experts
    ]


def pool_entry(expert: User, excluded: list[str]) -> dict[str, Any]:
    """One expert as a recorded pool holds it."""
    return {
        "expert": expert.pk,
        "name": str(expert),
        "employer": expert.employer,
        "fields": list(fields_of(expert)),
        "excluded": excluded,
    }


def lots_of(pool: Sequence[Mapping[str, Any]]) -> list[Lot]:
    """A recorded pool as the draw takes it."""
    return [Lot(each["expert"], tuple(each["fields"]), tuple(each["excluded"])) for each in pool]


def quotas_of(rows: Sequence[Mapping[str, Any]]) -> list[Quota]:
    """Recorded quotas as the draw takes them."""
    return [Quota(row["field"], row["number"]) for row in rows]


def quota_text(quota: Quota) -> str:
    """智能传感2位, 不限领域1位."""
    return f"{quota.field or '不限领域'}{quota.number}位"


def is_repeatable(record: ExpertDraw) -> bool:
    """Whether seed, pool and quotas on record give the recorded panel again."""
    try:
        again = draw(lots_of(record.pool), quotas_of(record.quotas), seed=record.seed)
    except PoolTooSmallError:
        return False
    return list(again) == record.drawn


def pool_lines(record: ExpertDraw) -> list[PoolLine]:
    """The pool of a draw: those drawn first, then by lot, excluded ones last."""
    in_lot = sorted(
        (lot for lot in lots_of(record.pool) if not lot.excluded), key=lambda lot: lot_of(record.seed, lot.expert)
    )
    ranks = {lot.expert: rank for rank, lot in enumerate(in_lot, 1)}
    drawn = set(record.drawn)
    lines = [
        PoolLine(
            name=each["name"],
            employer=each["employer"],
            fields="、".join(each["fields"]),
            excluded="；".join(each["excluded"]),
            lot=lot_of(record.seed, each["expert"])[:SHOWN_DIGITS],
            rank=ranks.get(each["expert"]),
            is_drawn=each["expert"] in drawn,
        )
        for each in record.pool
    ]
    return sorted(lines, key=lambda line: (not line.is_drawn, line.rank is None, line.rank or 0, line.name))


def draws_of(application: Application) -> QuerySet[PanelDraw]:
    """All draws of an application, newest first."""
    return application.draws.select_related("by").order_by("-pk")


def changes_since(record: PanelDraw) -> list[str]:
    """What has changed since a draw so that its pool holds no more, in sentences; [] when it may be confirmed.

    The case moved on (sent back, review begun or held again), or somebody who might have been drawn may not sit by now.
    How busy each is stays out: that weighs when drawing only.
    """
    application = record.application
    has_moved, reviews = moves_since(record)
    if record.sequence != reviews + 1:
        return [f"这是第{record.sequence}次评审的抽取结果，不能用于现在的评审"]
    if has_moved:
        return [f"抽取以后申请有过变动，现在是“{application.get_state_display()}”"]
    names = {each["expert"]: each["name"] for each in record.pool if not each["excluded"]}
    in_use = list(expert_accounts().filter(pk__in=names).order_by("pk"))
    gone = names.keys() - {expert.pk for expert in in_use}
    found = obstacles_to(application, in_use)
    return [f"{names[pk]}的账号已停用" for pk in sorted(gone)] + [
        f"{expert}{obstacle.reason}" for expert in in_use for obstacle in found.get(expert.pk, ())
    ]


def moves_since(record: PanelDraw) -> tuple[bool, int]:
    """Whether the application changed its state after the line that the draw left in its history; how many reviews it
    has had by now. One query.
    """
    lines = HistoryLine.objects.filter(record=f"application:{record.application_id}")
    drawn = lines.filter(action="draw_panel", details__draw=record.pk).values("sequence")[:1]
    moves = lines.filter(sequence__gt=Subquery(drawn)).exclude(to_state="")
    found = PanelDraw.objects.annotate(moved=Exists(moves), reviews=Count("application__review_results"))
    return found.values_list("moved", "reviews").get(pk=record.pk)


def proposed_draw(application: Application) -> PanelDraw | None:
    """The draw that waits to be confirmed."""
    return application.draws.filter(status=PanelDraw.Status.PROPOSED).first()
