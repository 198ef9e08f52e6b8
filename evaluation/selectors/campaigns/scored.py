"""A year's evaluation as it comes out now: inputs, outcomes and what a campaign keeps of them. Nothing is written here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evaluation.models import Campaign, EvaluationScheme
from evaluation.scoring.evaluating import Entrant, Evaluation, Outcome, evaluate
from evaluation.scoring.grades import Forced, Grade
from evaluation.scoring.schemes import Scheme, scheme_data
from evaluation.selectors.campaigns.inputs import adjusted_from, names_of, read_inputs, takers_of, would_be_takers


@dataclass(frozen=True, slots=True)
class Scored:
    """All outcomes with what they were scored from; `waiting` are makerspaces that cannot be scored yet."""

    scheme: Scheme
    entrants: Mapping[int, Entrant]
    evaluation: Evaluation
    waiting: tuple[int, ...]

    @property
    def unmarked(self) -> tuple[int, ...]:
        """Makerspaces for which an expert's marks are lacking."""
        return tuple(key for key, each in self.evaluation.outcomes.items() if each.lacks_experts and not each.forced)

    @property
    def digest(self) -> str:
        """SHA-256 over the scheme and all inputs: the same inputs have the same digest."""
        data = {
            "scheme": scheme_data(self.scheme),
            "inputs": {key: inputs_data(each) for key, each in self.entrants.items()},
        }
        return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no blanks."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def scored_campaign(campaign: Campaign, scheme: EvaluationScheme | None = None) -> Scored:
    """A campaign as it comes out now, by its own scheme or by another for comparison. Eight queries."""
    chosen = (scheme or campaign.scheme).scheme
    return _scored(chosen, read_inputs(campaign.year, chosen, takers_of(campaign), campaign=campaign))


def tried_on(year: int, scheme: Scheme) -> Scored:
    """A scheme tried on a year's locked returns: whoever would take part, with no experts' marks."""
    return _scored(scheme, read_inputs(year, scheme, would_be_takers(year), campaign=None))


def _scored(scheme: Scheme, inputs: Any) -> Scored:
    evaluation = evaluate(scheme, inputs.entrants)
    return Scored(scheme, {each.key: each for each in inputs.entrants}, evaluation, inputs.waiting)


def inputs_data(entrant: Entrant) -> dict[str, Any]:
    """What was scored, as JSON: numbers are text. Marks that the city set stand apart from the experts', where there are any."""
    data: dict[str, Any] = {
        "figures": texts(entrant.figures),
        "before": texts(entrant.before),
        "experts": {code: [str(each) for each in marks] for code, marks in sorted(entrant.experts.items())},
    }
    if entrant.adjusted:
        data["adjusted"] = {
            code: {"marks": str(each.marks), "reason": each.reason} for code, each in sorted(entrant.adjusted.items())
        }
    return data


def texts(figures: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Figures as text."""
    return None if figures is None else {name: str(value) for name, value in figures.items()}


def entrant_from(key: int, kind: str, data: Mapping[str, Any], forced: Forced | None = None) -> Entrant:
    """What was scored, back from JSON."""
    return Entrant(
        key,
        kind,
        figures_from(data.get("figures")),
        figures_from(data.get("before")),
        {code: tuple(Decimal(each) for each in marks) for code, marks in data.get("experts", {}).items()},
        forced,
        adjusted_from(data.get("adjusted", {})),
    )


def figures_from(data: Mapping[str, str] | None) -> dict[str, Decimal] | None:
    """Figures from text."""
    return None if data is None else {name: Decimal(text) for name, text in data.items()}


def value_text(value: Fraction | None) -> str | None:
    """An exact figure as text: 75, 7/3."""
    return None if value is None else str(value)


def summary_of(scored: Scored) -> dict[str, Any]:
    """What a campaign keeps: peers with medians, grades, seats, the lowest total that is 优秀, the digest of the inputs."""
    evaluation = scored.evaluation
    best = [each.total for each in evaluation.outcomes.values() if each.is_peer and each.grade is Grade.EXCELLENT]
    return {
        "digest": scored.digest,
        "seats": evaluation.seats,
        "lowest_excellent": str(min(total for total in best if total is not None)) if best else None,
        "grades": {grade.value: number for grade, number in evaluation.distribution().items()},
        "peers": {
            kind: {
                "number": peers.number,
                "median": None if peers.median is None else str(peers.median),
                "medians": {code: None if each is None else str(each) for code, each in peers.medians.items()},
            }
            for kind, peers in evaluation.peers.items()
        },
    }


def report_of(year: int, scheme: EvaluationScheme, scored: Scored) -> dict[str, Any]:
    """Everything as data for `manage.py evaluate`, without a time or a day: the same input gives the same bytes."""
    names = names_of([*scored.evaluation.outcomes, *scored.waiting])
    return {
        "year": year,
        "scheme": {"code": scheme.code, "version": scheme.version, "title": scheme.title},
        **summary_of(scored),
        "waiting": [{"space": key, "name": names[key]} for key in scored.waiting],
        "unmarked": list(scored.unmarked),
        "results": [outcome_data(each, names[key]) for key, each in scored.evaluation.outcomes.items()],
    }


def outcome_data(outcome: Outcome, name: str) -> dict[str, Any]:
    """One outcome as data."""
    return {
        "space": outcome.key,
        "name": name,
        "kind": outcome.kind,
        "total": None if outcome.total is None else str(outcome.total),
        "grade": outcome.grade.value,
        "ground": outcome.ground.value,
        "rank": outcome.rank,
        "clause": outcome.forced.clause if outcome.forced else "",
        "reason": outcome.forced.reason if outcome.forced else "",
        "marks": {mark.code: str(mark.marks) for mark in outcome.marks},
        "values": {mark.code: value_text(mark.value) for mark in outcome.marks},
    }
