"""Plays a story: makes its space and takes the case step by step, under the days on which that would have been."""

from collections.abc import Callable, Iterable
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evaluation.demo import city, fraud, steps
from evaluation.demo.cast import PROFESSIONAL, STORIES, Story
from evaluation.demo.clock import at, instant
from evaluation.demo.people import member_of, operator_of
from evaluation.demo.registers import fill, fill_for_upgrade
from filings.models import Application, District, Round, Space
from filings.rules.periods import next_day
from filings.services.applications import withdraw_application
from filings.services.correction_requests import lapse_application
from filings.services.registers import create_space, save_space

Ending = Callable[[Application], object]
LEFT_OPEN: Final = {"with_gaps": ("5.2", "5.5", "5.8"), "just_begun": tuple(f"5.{n}" for n in range(1, 9))}
POOR_ENDINGS: Final = frozenset({"poor", "rejected", "rejected_then_served"})
PANELS: Final = {"two_of_five": 5}


def play_all(stories: Iterable[Story] = STORIES) -> None:
    """Play stories in the order of submission, so that numbers rise with the days; one that is there already is left.

    Each is all or nothing.
    """
    for story in sorted(stories, key=lambda story: -story.days[0] if story.days else 1):
        space = Q(space__name=story.space, space__operator=operator_of(story.operator))
        if not Application.objects.filter(space, kind=story.kind).exists():
            with transaction.atomic():
                play(story)


def play(story: Story) -> Application:
    """One story: space, draft, then stage by stage as far as its days go, then what happened last."""
    submitted = story.days[0] if story.days else 0
    with at(instant(submitted, 8, 40)):
        space = space_of(story)
        application = steps.begin(space, Round.objects.get(title=story.round), leaving=LEFT_OPEN.get(story.then, ()))
    for stage, ago in zip(STAGES, story.days, strict=False):
        application = stage(story, application, ago)
    if ending := ENDINGS.get(story.then):
        with at(instant(min(story.ago, story.days[-1]), 16, 10)):
            ending(application)
    return application


# The space -------------------------------------------------------------------------------------------------------


def space_of(story: Story) -> Space:
    """The space with its registers as of now; one that is on file already applies again for the other kind."""
    operator = operator_of(story.operator)
    actor = member_of(operator)
    on_file = Space.objects.filter(operator=operator, name=story.space).first()
    if on_file is not None:
        save_space(led(on_file, story), actor=actor)
        fill_for_upgrade(on_file, story.shape, as_of=timezone.localdate(), actor=actor)
        return on_file
    space = Space(
        operator=operator,
        district=District.objects.get(slug=story.district),
        name=story.space,
        introduction=story.introduction,
        low_cost=True,
    )
    create_space(led(space, story), actor=actor)
    fill(space, story.shape, as_of=timezone.localdate(), fields=story.fields, actor=actor)
    return space


def led(space: Space, story: Story) -> Space:
    """The kind of the story and, for a professional space, who leads it and on what it focuses."""
    space.kind = story.kind
    if story.kind == PROFESSIONAL:
        space.lead_name = f"演示{story.focus}骨干企业"
        space.lead_type = Space.LeadType.LEADING_ENTERPRISE
        space.focus_field = story.focus
        space.open_platform = True
    return space


# The way of a case -----------------------------------------------------------------------------------------------


def submit(_story: Story, application: Application, ago: int) -> Application:
    with at(instant(ago, 9, application.pk % 60)):
        return steps.submit(application)


def recommend(_story: Story, application: Application, ago: int) -> Application:
    """Verified the day before, prepared in the morning, signed in the afternoon."""
    with at(instant(ago + 1, 14, 5)):
        verify_fully(application)
    with at(instant(ago, 9, 30)):
        act = steps.ask_to_recommend(application)
    with at(instant(ago, 15, 40)):
        return steps.sign_in_district(act)


def accept(_story: Story, application: Application, ago: int) -> Application:
    with at(instant(ago, 10, 15)):
        return city.accept(application)


def start_review(story: Story, application: Application, ago: int) -> Application:
    with at(instant(ago, 11, 20)):
        return city.start(application, PANELS.get(story.then, 3))


def finish_review(story: Story, application: Application, ago: int) -> Application:
    """The sheets came in the day before."""
    shares = (52, 58, 49) if story.then in POOR_ENDINGS else (84, 79, 88)
    with at(instant(ago + 1, 15, 30)):
        city.score(application, *shares)
    with at(instant(ago, 10, 45)):
        return city.finish(application)


def publicise(_story: Story, application: Application, ago: int) -> Application:
    with at(instant(ago, 9, 20)):
        return city.publish(application)


def approve(_story: Story, application: Application, ago: int) -> Application:
    with at(instant(ago, 9, 50)):
        act = city.ask_to_approve(application)
    with at(instant(ago, 16, 20)):
        return city.sign(act)


STAGES: Final = (submit, recommend, accept, start_review, finish_review, publicise, approve)


# What happened last ----------------------------------------------------------------------------------------------


def verify_fully(application: Application) -> Application:
    """Every item, and a visit where the round asks for one."""
    if application.round.site_visit_required:
        steps.visit(application)
    return steps.verify(application)


def partly(items: int) -> Ending:
    """So many items verified."""
    return lambda application: steps.verify(application, items=items)


def correct(application: Application) -> None:
    """A few items verified, one resident taken out."""
    steps.verify(application, items=8)
    steps.take_resident_out(application)


def wait_for_recommendation(application: Application) -> None:
    steps.ask_to_recommend(verify_fully(application))


def wait_for_refusal(application: Application) -> None:
    steps.verify(application)
    steps.ask_to_decline(application)


def decline(application: Application) -> None:
    steps.verify(application)
    steps.sign_in_district(steps.ask_to_decline(application))


def send_back(application: Application) -> None:
    """Most items verified, two marked 补正, sent back for these."""
    steps.verify(application, items=12)
    steps.send_back(application)


def correct_and_resubmit(application: Application) -> None:
    """Sent back, and three days later here again with a new floor plan and the seats counted anew."""
    steps.verify(application)
    steps.send_back(application)
    steps.correct(application)


def let_lapse(application: Application) -> None:
    """Sent back, and nothing came."""
    returned = steps.send_back(application)
    lapse_application(returned, on=next_day(returned.due_on or timezone.localdate()))


def ask_for_review(application: Application) -> None:
    decline(application)
    steps.ask_for_review(application)


def withdraw(application: Application) -> None:
    reason = "场地即将扩建，待扩建完成后重新申请。"
    withdraw_application(application, actor=member_of(application.operator), reason=reason)


def one_sheet(application: Application) -> None:
    """One expert has submitted, one is at it, one stepped aside and was replaced."""
    city.score(application, 81)
    city.begin_scoring(application)
    city.step_aside(application)


def ask_to_reject_formally(application: Application) -> None:
    city.ask_to_reject(application, "第七条第（一）项", "申请材料未经区县科技主管部门现场核查，不符合推荐程序。")


def ask_to_reject_upheld(application: Application) -> None:
    city.uphold(application)
    city.ask_to_reject(application, "第五条第（四）项", "公示期间的异议经核查成立，在驻团队和企业不足30家。")


def reject_upheld(application: Application) -> None:
    city.uphold(application)
    reason = "公示期间的异议经核查成立，在驻团队和企业不足30家。"
    city.sign(city.ask_to_reject(application, "第五条第（四）项", reason))


def reject_poor(application: Application) -> None:
    city.sign(city.ask_to_reject(application, "第七条第（二）项", city.WEAK))


def reject_then_serve(application: Application) -> None:
    """Rejected; later a case is opened on what had ended, and its notice is served."""
    reject_poor(application)
    with at(instant(2, 15, 20)):
        fraud.serve(application)


ENDINGS: Final[dict[str, Ending]] = {
    "verified": steps.verify,
    "verified_9": partly(9),
    "verified_12": partly(12),
    "verified_16": partly(16),
    "verified_20": partly(20),
    "corrected": correct,
    "visited": steps.visit,
    "ready": verify_fully,
    "waiting_to_recommend": wait_for_recommendation,
    "waiting_to_decline": wait_for_refusal,
    "declined": decline,
    "review_asked": ask_for_review,
    "returned": send_back,
    "returned_by_city": city.send_back,
    "resubmitted": correct_and_resubmit,
    "lapsed": let_lapse,
    "withdrawn": withdraw,
    "assigned": city.assign,
    "drawn": city.draw_experts,
    "staged": city.stage,
    "reviewed_again": city.hold_again,
    "one_sheet": one_sheet,
    "two_of_five": lambda application: city.score(application, 83, 77),
    "all_sheets": lambda application: city.score(application, 86, 80, 83),
    "wide_spread": lambda application: city.score(application, 92, 66, 70),
    "objected": city.object_to,
    "waiting_to_approve": city.ask_to_approve,
    "waiting_to_reject": ask_to_reject_upheld,
    "waiting_to_reject_formally": ask_to_reject_formally,
    "rejected": reject_poor,
    "rejected_on_objection": reject_upheld,
    "rejected_then_served": reject_then_serve,
    "fraud_proposed": fraud.propose,
    "fraud_notified": fraud.notify,
    "fraud_heard": fraud.hear,
    "fraud_waiting": fraud.ask_to_find,
    "fraud_found": fraud.find,
    "fraud_dropped": fraud.drop,
    "recused": fraud.recuse,
}
"""By the name in Story.then; names that stand for a shape of the draft or of the review alone are not here."""
