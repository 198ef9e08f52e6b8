"""The yardstick of the rules benchmark: zhengzhou-1 as one plain function, the same comparisons and no explanation.

It reads the same raw mapping, refuses the same facts (one ValueError, no reason) and gives the same verdicts; it says
nothing about either. Written straight down, as one would without a rules package.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

from filings.rules.facts.structure import GROUPS

P, F, R, M = "pass", "fail", "review", "missing"
DAY = timedelta(days=1)
LARGEST = 10**12
NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
KINDS = ("comprehensive", "professional")
PURPOSES = ("application", "continuing")
TENURES = ("owned", "leased", "granted")
LEADS = ("leading_enterprise", "research_institute", "university", "other")
KNOWN = {name: frozenset(structure._fields) for name, structure in GROUPS.items()}
TOP = frozenset({"kind", "purpose", "as_of", *KNOWN})


def _on(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _count(group, key):
    value = group.get(key)
    if value is None:
        return None
    if value.__class__ is not int or not 0 <= value <= LARGEST:
        raise ValueError
    return value


def _flag(group, key):
    value = group.get(key)
    if value is not None and value.__class__ is not bool:
        raise ValueError
    return value


def _choice(group, key, choices):
    value = group.get(key)
    if value is not None and value not in choices:
        raise ValueError
    return value


def _day(group, key):
    text = group.get(key)
    if text is None:
        return None
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError
    return date.fromisoformat(text)


def _number(group, key):
    value = group.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        if not NUMBER.fullmatch(value):
            raise ValueError
    elif isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError  # noqa: TRY004 - one error for whatever is refused
    number = Decimal(value)
    if not number.is_finite() or number.as_tuple().exponent < -2 or not 0 <= number <= LARGEST:
        raise ValueError
    return number


def _group(data, name):
    group = data.get(name)
    if group is None:
        return {}
    if not isinstance(group, dict) or not group.keys() <= KNOWN[name]:
        raise ValueError
    return group


def _yes(value):
    return M if value is None else P if value else F


def _least(value, minimum):
    return M if value is None else P if value >= minimum else F


def _none(value):
    return M if value is None else R if value else P


def _all(*values):
    return F if False in values else M if None in values else P


def _contradicts(*pairs):
    for part, whole in pairs:  # noqa: SIM110 - any() with a generator takes longer
        if part is not None and whole is not None and part > whole:
            return True
    return False


def plain_verdicts(data):  # noqa: C901, PLR0912 - a yardstick has no structure of its own
    """(check id, verdict) pairs of a mapping of facts in the order of the table; ValueError for facts refused."""
    if not isinstance(data, dict) or not data.keys() <= TOP:
        raise ValueError
    kind, as_of = _choice(data, "kind", KINDS), _day(data, "as_of")
    if kind is None or as_of is None:
        raise ValueError
    application = _choice(data, "purpose", PURPOSES) != "continuing"
    operator, site, residents = _group(data, "operator"), _group(data, "site"), _group(data, "residents")
    finance, staff, mechanisms = _group(data, "finance"), _group(data, "staff"), _group(data, "mechanisms")
    professional, standing, charging = _group(data, "professional"), _group(data, "standing"), _group(data, "charging")
    _flag(_group(data, "statistics"), "torch_reported")
    legal, in_city = _flag(operator, "independent_legal_entity"), _flag(operator, "registered_in_city")
    at_site, direction = _flag(operator, "registered_at_site"), _flag(operator, "direction_documented")
    since = _day(operator, "operating_since")
    fraud, revoked = _day(standing, "fraud_found_on"), _day(standing, "revoked_on")
    filed = _flag(standing, "active_filing")
    total, service = _number(site, "total_area_m2"), _number(site, "service_area_m2")
    concentrated, workstations = _flag(site, "concentrated"), _count(site, "workstations")
    meeting, training = _flag(site, "has_meeting_room"), _flag(site, "has_training_room")
    roadshow, tenure = _flag(site, "has_roadshow_venue"), _choice(site, "tenure", TENURES)
    begins, ends = _day(site, "lease_from"), _day(site, "lease_to")
    low_cost = _flag(charging, "low_cost_or_free")
    teams, startups = _count(residents, "teams"), _count(residents, "startups")
    in_year, incorporated = _count(residents, "teams_in_year"), _count(residents, "teams_incorporated_in_year")
    cases = _count(residents, "incubation_cases_in_year")
    older, over = _count(residents, "startups_older_than_1y_at_entry"), _count(residents, "over_3y")
    _count(residents, "served_in_year")
    own, partner = _number(finance, "own_seed_fund_wan"), _number(finance, "partner_fund_wan")
    ties, funded = _count(finance, "partner_institutions"), _count(finance, "funded_in_year")
    full_time, bachelor = _count(staff, "full_time"), _count(staff, "full_time_bachelor")
    process, mentors = _flag(staff, "service_process_documented"), _count(_group(data, "mentors"), "total")
    selection, graduation = _flag(mechanisms, "project_selection"), _flag(mechanisms, "graduation_exit")
    finances, mentoring = _flag(mechanisms, "financial_management"), _flag(mechanisms, "mentor_work")
    activities = _count(mechanisms, "activities_in_year")
    lead, field = _choice(professional, "lead_type", LEADS), professional.get("field")
    if field is not None and not isinstance(field, str):
        raise ValueError
    in_field, items = _count(professional, "residents_in_field"), _count(professional, "equipment_items")
    interaction, is_open = _flag(professional, "interaction_mechanism"), _flag(professional, "open_platform")
    known = (teams or 0) + (startups or 0)
    both = teams is not None and startups is not None
    if _contradicts(
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
        add(("standing.active_filing", F if filed else P))
    add(("5.1.legal_entity", _yes(legal)))
    add(("5.1.registered_in_city", _yes(in_city)))
    add(("5.1.registered_at_site", _yes(at_site)))
    add(("5.1.operating_1y", M if since is None else P if _on(since, 1) <= as_of else F if application else R))
    add(("5.1.direction", _yes(direction)))
    add(("5.2.area", _least(total, 500)))
    add(("5.2.concentrated", _yes(concentrated)))
    add(("5.2.workstations", _least(workstations, 50)))
    add(("5.2.public_space", _all(meeting, training, roadshow)))
    if total == 0 or (total is None and service == 0):
        verdict = F
    elif total is None or service is None:
        verdict = M
    else:
        verdict = P if service * 100 >= total * 75 else F
    add(("5.2.service_area_ratio", verdict))
    add(("5.2.lease", _lease(tenure, begins, ends, as_of, application)))
    add(("5.3.low_cost", _yes(low_cost)))
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
    add(("5.6.process", _yes(process)))
    add(("5.7.mentors", _least(mentors, 3)))
    if both and not known:
        verdict = P
    elif mentors is None or (not both and mentors * 15 >= known):
        verdict = M
    else:
        verdict = P if mentors * 15 >= known else F
    add(("5.7.mentors_per_15", verdict))
    add(("5.8.mechanisms", _all(selection, graduation, finances, mentoring)))
    add(("5.8.activities", _least(activities, 10)))
    if kind == "professional":
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
        add(("6.3.interaction", _yes(interaction)))
        verdict = F if is_open is False or items == 0 else M if is_open is None or items is None else P
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
