"""The yardstick of the rules benchmark: zhengzhou-1 as one plain function, the same comparisons and no explanation.

It reads the same raw mapping, makes the same conversions, refuses the same contradictions and gives the same verdicts;
it says nothing about them. Written straight down, as one would without a rules package.
"""

from datetime import date, timedelta
from decimal import Decimal

P, F, R, M = "pass", "fail", "review", "missing"
DAY = timedelta(days=1)


def _on(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _day(group, key):
    text = group.get(key)
    return None if text is None else date.fromisoformat(text)


def _number(group, key):
    value = group.get(key)
    return None if value is None else Decimal(value)


def _yes(value):
    return M if value is None else P if value else F


def _least(value, minimum):
    return M if value is None else P if value >= minimum else F


def _none(value):
    return M if value is None else R if value else P


def _all(*values):
    return F if False in values else M if None in values else P


def _contradicts(numbers, *pairs):
    for number in numbers:
        if number is not None and number < 0:
            return True
    for part, whole in pairs:
        if part is not None and whole is not None and part > whole:
            return True
    return False


def plain_verdicts(data):  # noqa: C901, PLR0912 - a yardstick has no structure of its own
    """(check id, verdict) pairs of a mapping of facts in the order of the table; ValueError for contradictions."""
    get = data.get
    kind, as_of = data["kind"], date.fromisoformat(data["as_of"])
    application = (get("purpose") or "application") == "application"
    operator, site, residents = get("operator") or {}, get("site") or {}, get("residents") or {}
    finance, staff, mechanisms = get("finance") or {}, get("staff") or {}, get("mechanisms") or {}
    professional, standing = get("professional") or {}, get("standing") or {}
    since, fraud, revoked = (
        _day(operator, "operating_since"),
        _day(standing, "fraud_found_on"),
        _day(standing, "revoked_on"),
    )
    total, service = _number(site, "total_area_m2"), _number(site, "service_area_m2")
    begins, ends, workstations = _day(site, "lease_from"), _day(site, "lease_to"), site.get("workstations")
    teams, startups = residents.get("teams"), residents.get("startups")
    in_year, incorporated = residents.get("teams_in_year"), residents.get("teams_incorporated_in_year")
    cases, older = residents.get("incubation_cases_in_year"), residents.get("startups_older_than_1y_at_entry")
    over, served = residents.get("over_3y"), residents.get("served_in_year")
    own, partner = _number(finance, "own_seed_fund_wan"), _number(finance, "partner_fund_wan")
    ties, funded = finance.get("partner_institutions"), finance.get("funded_in_year")
    full_time, bachelor = staff.get("full_time"), staff.get("full_time_bachelor")
    mentors, activities = (get("mentors") or {}).get("total"), mechanisms.get("activities_in_year")
    in_field, items = professional.get("residents_in_field"), professional.get("equipment_items")
    known = (teams or 0) + (startups or 0)
    both = teams is not None and startups is not None
    numbers = (
        total, service, workstations, teams, startups, in_year, incorporated, cases, older, over, served,
        own, partner, ties, funded, full_time, bachelor, mentors, activities, in_field, items,
    )  # fmt: skip
    if _contradicts(
        numbers,
        (service, total), (bachelor, full_time), (incorporated, in_year), (teams, in_year), (older, startups),
        (over, known if both else None), (in_field, known if both else None), (begins, ends),
        (since, as_of), (fraud, as_of), (revoked, as_of),
        (None if teams is None or incorporated is None else teams + incorporated, in_year),
    ):  # fmt: skip
        raise ValueError
    verdicts = []
    add = verdicts.append
    if application:
        add(("standing.fraud_ban", P if fraud is None or as_of > _on(fraud, 2) else F))
        add(("standing.revocation_ban", P if revoked is None or as_of > _on(revoked, 2) else F))
        add(("standing.active_filing", F if standing.get("active_filing") else P))
    add(("5.1.legal_entity", _yes(operator.get("independent_legal_entity"))))
    add(("5.1.registered_in_city", _yes(operator.get("registered_in_city"))))
    add(("5.1.registered_at_site", _yes(operator.get("registered_at_site"))))
    add(("5.1.operating_1y", M if since is None else P if _on(since, 1) <= as_of else F if application else R))
    add(("5.1.direction", _yes(operator.get("direction_documented"))))
    add(("5.2.area", _least(total, 500)))
    add(("5.2.concentrated", _yes(site.get("concentrated"))))
    add(("5.2.workstations", _least(workstations, 50)))
    venues = site.get("has_meeting_room"), site.get("has_training_room"), site.get("has_roadshow_venue")
    add(("5.2.public_space", _all(*venues)))
    if total == 0 or (total is None and service == 0):
        verdict = F
    elif total is None or service is None:
        verdict = M
    else:
        verdict = P if service * 100 >= total * 75 else F
    add(("5.2.service_area_ratio", verdict))
    add(("5.2.lease", _lease(site.get("tenure"), begins, ends, as_of, application)))
    add(("5.3.low_cost", _yes((get("charging") or {}).get("low_cost_or_free"))))
    add(("5.4.residents", P if known >= 30 else F if both else M))
    add(("5.4.startup_ratio", M if not both else R if not known else P if startups * 100 >= known * 25 else F))
    if in_year == 0:
        verdict = R
    elif in_year is None or incorporated is None:
        verdict = M
    else:
        verdict = P if incorporated * 100 >= in_year * 20 else F
    add(("5.4.incorporation_ratio", verdict))
    add(("5.4.cases", _least(cases, 3)))
    add(("5.4.startup_age", _none(older)))
    add(("5.4.residence_time", _none(over)))
    if (own is not None and own >= 100) or (partner is not None and partner >= 100):
        verdict = P
    elif own is None or partner is None:
        verdict = M
    else:
        verdict = R if own + partner >= 100 else M if ties is None else R if ties >= 1 else F
    add(("5.5.capital", verdict))
    add(("5.5.funded", _least(funded, 2)))
    add(("5.6.staff", _least(full_time, 5)))
    if full_time == 0:
        verdict = F
    elif full_time is None or bachelor is None:
        verdict = M
    else:
        verdict = P if bachelor * 100 >= full_time * 50 else F
    add(("5.6.bachelor_ratio", verdict))
    add(("5.6.process", _yes(staff.get("service_process_documented"))))
    add(("5.7.mentors", _least(mentors, 3)))
    if both and not known:
        verdict = P
    elif mentors is None or (not both and mentors * 15 >= known):
        verdict = M
    else:
        verdict = P if mentors * 15 >= known else F
    add(("5.7.mentors_per_15", verdict))
    get_mechanism = mechanisms.get
    papers = get_mechanism("project_selection"), get_mechanism("graduation_exit")
    add(("5.8.mechanisms", _all(*papers, get_mechanism("financial_management"), get_mechanism("mentor_work"))))
    add(("5.8.activities", _least(activities, 10)))
    if kind == "professional":
        lead, field = professional.get("lead_type"), professional.get("field")
        add(("6.1.lead", M if lead is None else R if lead == "other" else P))
        if service is not None and service >= 1000:
            verdict = P
        elif total is not None and total < 1000:
            verdict = F
        else:
            verdict = M if total is None or service is None else R
        add(("6.2.area", verdict))
        if (field is not None and not field.strip()) or (in_field is not None and in_field * 100 < known * 50):
            verdict = F
        elif field is not None and both and not known:
            verdict = R
        else:
            verdict = M if field is None or in_field is None or not both else P
        add(("6.3.focus", verdict))
        add(("6.3.interaction", _yes(professional.get("interaction_mechanism"))))
        is_open = professional.get("open_platform")
        if is_open is False or items == 0:
            verdict = F
        else:
            verdict = M if is_open is None or items is None else P
        add(("6.4.platform", verdict))
    return verdicts


def _lease(tenure, begins, ends, as_of, application):
    if tenure != "leased":
        return M if tenure is None else P if tenure == "owned" else R
    if ends is not None and ends < as_of:
        return F
    if begins is None or ends is None:
        return M
    if ends + DAY < _on(begins, 5):
        return F
    if begins > as_of:
        return R
    return P if not application or ends >= _on(as_of, 5) - DAY else R
