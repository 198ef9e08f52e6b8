"""A district's own measures: published with their figures, ended, withdrawn; and that no verdict ever sees them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from filings.errors import WorkflowRefused
from filings.models import HistoryLine
from filings.models.measures import DistrictMeasure
from filings.rules.engine import prescreen
from filings.rules.versions import CURRENT
from filings.selectors.facts import facts_of
from filings.selectors.measures import (
    CHECK_OF,
    OWN_THRESHOLDS,
    measure_beside,
    measure_of,
    own_figures,
    published_measures,
)
from filings.selectors.pool.judging import judge_entry
from filings.services.measures import end_measure, withdraw_measure
from filings.workflow import State
from tests.factories import TODAY, make_compliant_space, make_district, make_user
from tests.factories_applications import make_submitted
from tests.factories_district import make_recommended
from tests.factories_pool import clerk_in, make_entry, make_measure

pytestmark = pytest.mark.django_db
ABSURD = dict.fromkeys(OWN_THRESHOLDS, (9999999, ""))


def outcome_of_everything():
    """Rules, pool, submission and recommendation of a compliant space, in plain values."""
    space = make_compliant_space()
    result = prescreen(facts_of(space, kind=space.kind, as_of=TODAY))
    pooled = judge_entry(make_entry(space), on=TODAY)
    recommended = make_recommended(space)
    snapshot = recommended.snapshots.get()
    return {
        "rules": result.as_json(),
        "pool": pooled.as_json(),
        "submitted": snapshot.result,
        "state": recommended.state,
        "recommended": recommended.recommendations.get().result,
    }


def test_measures_of_absurd_figures_change_nothing():
    without = outcome_of_everything()
    make_measure(figures=ABSURD)
    assert outcome_of_everything() == without
    assert without["state"] == State.RECOMMENDED
    assert make_submitted().state == State.SUBMITTED


def test_every_figure_stands_beside_a_check_of_the_city():
    checks = {check.id for check in CURRENT.checks_for("professional")}
    assert set(CHECK_OF.values()) <= checks
    assert set(CURRENT.thresholds) - set(OWN_THRESHOLDS) == {"fraud_ban_years", "revocation_ban_years"}


def test_published_with_figures_file_and_line():
    measure = make_measure()
    assert measure.file.name == "区县标准.pdf"
    assert [(figure.threshold.key, figure.value, figure.note) for figure in own_figures(measure)] == [
        ("total_area", 800, "楼宇内连续使用"),
        ("workstations", 80, ""),
    ]
    line = HistoryLine.objects.get(record=f"districtmeasure:{measure.pk}")
    assert (line.action, line.details["file"]) == ("publish_measure", measure.file.sha256)


def test_beside_the_city_with_what_there_is():
    space = make_compliant_space()
    make_measure()
    result = prescreen(facts_of(space, kind=space.kind, as_of=TODAY))
    beside = measure_beside(space.district, on=TODAY, kind=space.kind, result=result)
    area = beside["own_figures"][0]
    assert (area.actual, area.threshold.value, area.value) == ("800.00㎡", 500, 800)
    assert measure_beside(make_district("jinshui"), on=TODAY, kind=space.kind, result=None)["measure"] is None


def test_a_comprehensive_space_is_not_shown_professional_figures():
    measure = make_measure(figures={"professional_area": (2000, ""), "mentors": (5, "")})
    assert [figure.threshold.key for figure in own_figures(measure, "comprehensive")] == ["mentors"]
    assert len(own_figures(measure, "professional")) == 2


def test_the_latest_in_force_holds():
    district = make_district()
    make_measure(effective_from=date(2025, 1, 1))
    later = make_measure(effective_from=date(2026, 2, 1))
    make_measure(effective_from=date(2026, 6, 1))
    make_measure(effective_from=date(2026, 3, 1), effective_until=date(2026, 3, 4))
    assert measure_of(district, TODAY) == later
    end_measure(later, actor=clerk_in(district), until=TODAY)
    assert measure_of(district, TODAY) == later
    assert measure_of(district, date(2026, 3, 6)).effective_from == date(2025, 1, 1)


def test_withdrawn_is_public_no_more_and_is_kept():
    measure = make_measure()
    withdrawn = withdraw_measure(measure, actor=clerk_in(measure.district), reason="上传了错误的文件。")
    assert (withdrawn.withdrawn_on, withdrawn.withdrawal_reason) == (TODAY, "上传了错误的文件。")
    assert not published_measures().exists()
    assert DistrictMeasure.objects.count() == 1
    with pytest.raises(WorkflowRefused, match="已经撤下"):
        end_measure(measure, actor=clerk_in(measure.district), until=TODAY)


def test_another_districts_measures_are_not_ones_own():
    measure = make_measure()
    for actor in (clerk_in(make_district("jinshui")), make_user("city")):
        with pytest.raises(WorkflowRefused):
            withdraw_measure(measure, actor=actor, reason="错误")


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"effective_until": date(2025, 12, 31)}, "effective_until"), ({"figures": {"fraud_ban_years": (1, "")}}, "file")],
)
def test_what_does_not_fit_is_refused_at_its_field(fields, field):
    with pytest.raises(ValidationError) as refused:
        make_measure(**fields)
    assert list(refused.value.message_dict) == [field]
    assert not DistrictMeasure.objects.exists()
