"""`manage.py populate`: what it writes holds together, is the same for the same seed, and the product goes on from it."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from evaluation import models as e
from evaluation.populate.tables import ORDER
from evaluation.selectors.returns.windows import owing_spaces
from evaluation.statistics.checks import errors_of
from filings import models as m
from filings.rules.facts.structure import Statistics
from filings.selectors.facts import facts_of, facts_on_file
from filings.selectors.standing import filings_on
from filings.services.filings import SERIES
from filings.services.numbers import next_number
from filings.workflow import MAIN_PATH, State
from tests.factories import make_user

SPACES, YEARS = 60, 3
LAST_YEAR = 2025
DUE_TO_LACK = 0.1
"""The share of returns that may be lacking."""


def populate(**options):
    said = StringIO()
    call_command("populate", stdout=said, **{"spaces": SPACES, "years": YEARS, "seed": 7} | options)
    return said.getvalue()


def digest_of_everything():
    """Over all columns of all rows."""
    digest = hashlib.sha256()
    for model in ORDER:
        for row in model._default_manager.order_by("pk").values_list():
            digest.update(repr(row).encode())
    return digest.hexdigest()


@pytest.mark.django_db
def test_sizes_are_those_asked_for():
    said = populate()
    assert m.Space.objects.count() == SPACES
    assert m.Resident.objects.count() == SPACES * 75
    assert m.Filing.objects.filter(state="active").count() == SPACES - m.Space.objects.filter(filings=None).count()
    assert set(e.StatisticsYear.objects.values_list("year", flat=True)) == {2023, 2024, 2025}
    owed = sum(owing_spaces(year).count() for year in range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1))
    assert owed >= YEARS * (SPACES - 2)
    assert owed * (1 - DUE_TO_LACK) <= e.AnnualReturn.objects.count() < owed
    assert "用时" in said
    assert "changepassword" in said


@pytest.mark.django_db
def test_every_state_of_the_main_path_is_there():
    populate()
    assert set(m.Application.objects.values_list("state", flat=True)) >= {*MAIN_PATH} - {State.DRAFT}
    last = e.AnnualReturn.objects.filter(year=LAST_YEAR)
    assert set(last.values_list("state", flat=True)) == {"open", "submitted", "returned", "confirmed", "locked"}
    assert set(e.AnnualReturn.objects.exclude(year=LAST_YEAR).values_list("state", flat=True)) == {"locked"}
    assert m.Filing.objects.exclude(old_number="").exists()
    assert m.Filing.objects.filter(application__isnull=False, year=2026).exists()


@pytest.mark.django_db
def test_what_was_written_is_what_the_product_accepts():
    populate()
    assert not any(errors_of(record.figures) for record in e.AnnualReturn.objects.exclude(state="open"))
    for model in (m.Operator, m.Space, m.Site, m.Application, m.Filing, e.AnnualReturn, m.User):
        for record in model.objects.all():
            record.full_clean(exclude=["password"], validate_unique=False)
    for record in m.Resident.objects.all()[:200]:
        record.full_clean()


@pytest.mark.django_db
def test_facts_of_all_at_once_are_those_of_one_by_one():
    populate()
    day = timezone.localdate()
    filings = filings_on(day).select_related("space__operator")
    single = {each.pk: facts_of(each.space, kind=each.kind, as_of=day, purpose="continuing") for each in filings}
    bulk = {each.filing.pk: each.facts for each in facts_on_file(filings_on(day), as_of=day)}
    assert {pk: facts._replace(statistics=Statistics()) for pk, facts in bulk.items()} == single
    reported = {facts.statistics.torch_reported for facts in bulk.values()}
    assert reported >= {True, False}


@pytest.mark.django_db
def test_the_history_holds_and_names_every_filing_and_application():
    populate()
    call_command("verify_history", stdout=StringIO())
    records = set(m.HistoryLine.objects.values_list("record", flat=True))
    assert records >= {f"filing:{pk}" for pk in m.Filing.objects.values_list("pk", flat=True)}
    assert records >= {f"application:{pk}" for pk in m.Application.objects.values_list("pk", flat=True)}
    submitted = m.HistoryLine.objects.filter(action="submit").count()
    assert submitted == m.Snapshot.objects.count() == m.Application.objects.exclude(number=None).count() > 0


@pytest.mark.django_db
def test_a_changed_line_is_found():
    populate(spaces=20, years=1)
    line = m.HistoryLine.objects.filter(record__startswith="filing:").first()
    m.HistoryLine.objects.filter(pk=line.pk).update(action="other")
    with pytest.raises(CommandError, match=line.record):
        call_command("verify_history", stdout=StringIO())


@pytest.mark.django_db
def test_numbers_and_keys_go_on_without_doubles():
    populate()
    for year in set(m.Filing.objects.exclude(serial=None).values_list("year", flat=True)):
        assert not m.Filing.objects.filter(year=year, serial=next_number(SERIES, year)).exists()
    for year in (2025, 2026):
        assert not m.Application.objects.filter(number=f"{year}-{next_number('application', year):04d}").exists()
    assert not m.Operator.objects.values("uscc").annotate(n=Count("pk")).filter(n__gt=1)
    newest = m.Space.objects.order_by("pk").last()
    added = m.Space.objects.create(operator=newest.operator, district=newest.district, name="新的众创空间")
    assert added.pk > newest.pk
    newest_line = m.HistoryLine.objects.order_by("pk").last()
    assert m.HistoryLine.objects.create(record="x:1", sequence=1, action="x", role="city", at=newest_line.at)


@pytest.mark.django_db
def test_same_seed_same_rows():
    digests = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            populate(spaces=20, years=2, seed=seed)
            digests.append(digest_of_everything())
            transaction.set_rollback(True)
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.django_db
def test_twice_is_refused():
    populate(spaces=1, years=1)
    before = m.HistoryLine.objects.count()
    with pytest.raises(CommandError, match=r"数据库中已有数据（运营机构、众创空间.*没有写入任何数据"):
        populate()
    assert m.Space.objects.count() == 1
    assert m.HistoryLine.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"spaces": ""}, "请填写--spaces"),
        ({"spaces": "0"}, "--spaces应填写1至1000000之间的整数，现在是“0”"),
        ({"spaces": "ten"}, "--spaces应填写"),
        ({"spaces": "²"}, "--spaces应填写"),
        ({"years": "12"}, "--years应填写1至11之间的整数"),
        ({"years": "-1"}, "--years应填写"),
        ({"seed": "1.5"}, "--seed应填写0至"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(options, said):
    with pytest.raises(CommandError, match=said):
        populate(**options)
    assert not m.Space.objects.exists()


@pytest.mark.django_db
def test_nobody_can_sign_in_with_what_was_written():
    populate(spaces=1, years=1)
    assert not any(user.has_usable_password() for user in m.User.objects.all())


@pytest.mark.django_db
def test_pages_open(client, settings):
    settings.SECOND_FACTOR_ROLES = []
    populate()
    statistics = [
        reverse(f"evaluation:{name}", args=[year])
        for name in ("compliance-board", "statistics-overview")
        for year in (LAST_YEAR - 1, LAST_YEAR)
    ]
    assert client.get("/register/").status_code == 200
    applications = m.Application.objects.exclude(submitted_at=None)
    client.force_login(make_user("city"))
    urls = ["/queue/", "/queue/?view=done", "/desk/", *statistics]
    urls += [reverse("filings:application", args=[each.pk]) for each in applications]
    urls += [reverse("filings:space", args=[each.pk]) for each in m.Space.objects.all()[:5]]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    district = applications.filter(state="submitted").first().district
    client.force_login(make_user("district", district=district))
    waiting = applications.filter(state="submitted", district=district)
    urls = ["/queue/", "/desk/", reverse("evaluation:compliance-district", args=[LAST_YEAR, district.slug])]
    urls += [reverse("filings:application-verify", args=[each.pk]) for each in waiting]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    operator = waiting[0].operator
    client.force_login(make_user("operator", operator=operator))
    urls = ["/desk/", *(reverse("filings:application", args=[each.pk]) for each in waiting.filter(operator=operator))]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
