"""The outbox against a real SMTP server: nothing is lost, nothing is sent twice, no decision waits for a mail server."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from filings import models as m
from filings.services.daily import run_daily
from filings.services.inbox import choose_mail
from filings.services.notices import notify, settle_notices
from filings.services.outbox import PAUSES, deliver_mails, resend_mails, take_mail
from filings.services.reviews import accept_application
from filings.workflow import Role
from tests.factories import TODAY, make_user, verify_address
from tests.factories_city import letter_number, make_recommended
from tests.smtp_server import ACCEPT, BREAK_OFF, REFUSE_ALL, REFUSE_RECIPIENT, mail_server

pytestmark = pytest.mark.django_db
State = m.OutgoingMail.State


def reachable(role=Role.CITY, **fields):
    return verify_address(make_user(role, **fields))


def make_due(**fields):
    m.OutgoingMail.objects.update(next_at=timezone.now() - timedelta(seconds=1), **fields)


def outcome(mail):
    mail.refresh_from_db()
    return mail.state, mail.attempts, mail.error


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


def test_message_and_mail_are_written_with_the_act_or_not_at_all():
    clerk = reachable()
    with transaction.atomic():
        notify([clerk], title="收到推荐", key="k")
        assert m.OutgoingMail.objects.count() == 1
        transaction.set_rollback(True)
    assert (m.Notice.objects.count(), m.OutgoingMail.objects.count()) == (0, 0)


def test_a_message_told_twice_is_mailed_once(server, django_capture_on_commit_callbacks):
    clerk = reachable()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notify([clerk], title="收到推荐：云帆\n工场", body="请查看。", url="/desk/", key="k")
    (taken,) = server.taken
    assert taken["To"] == clerk.email
    assert taken["Message-ID"].startswith(f"<notice-{clerk.notices.get().pk}-")
    assert outcome(m.OutgoingMail.objects.get()) == (State.SENT, 1, "")
    assert f"/inbox/{clerk.notices.get().pk}/\n" in taken.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert "/inbox/settings/" in taken.get_payload(decode=True).decode()


@pytest.mark.django_db(transaction=True)
def test_a_refusing_server_neither_undoes_the_decision_nor_loses_the_message(server):
    server.mode = REFUSE_ALL
    application = make_recommended()
    member = reachable(Role.OPERATOR, operator=application.operator)
    accept_application(application, actor=make_user(Role.CITY), number=letter_number())
    application.refresh_from_db()
    mail = m.OutgoingMail.objects.get(notice__user=member)
    assert application.state == "accepted"
    assert outcome(mail) == (State.WAITING, 1, "SMTPConnectError 554")
    assert PAUSES[0] - timedelta(seconds=30) < mail.next_at - timezone.now() <= PAUSES[0]
    server.mode = ACCEPT
    assert deliver_mails() == 0  # not due yet
    make_due()
    assert (run_daily(TODAY).mailed, deliver_mails()) == (1, 0)
    assert [taken["To"] for taken in server.taken] == [member.email]
    assert outcome(mail) == (State.SENT, 2, "")


def test_each_failure_waits_longer_until_the_mail_is_given_up_and_the_administrator_told(server, client, settings):
    settings.SECOND_FACTOR_ROLES = []
    server.mode = REFUSE_ALL
    clerk = reachable()
    notify([clerk], title="收到推荐", key="k")
    mail = m.OutgoingMail.objects.get()
    for number, pause in enumerate(PAUSES, start=1):
        make_due()
        deliver_mails()
        mail.refresh_from_db()
        assert (mail.state, mail.attempts) == (State.WAITING, number)
        assert timedelta(0) <= pause - (mail.next_at - timezone.now()) < timedelta(seconds=30)
    make_due()
    deliver_mails()
    assert outcome(mail) == (State.GIVEN_UP, len(PAUSES) + 1, "SMTPConnectError 554")
    client.force_login(make_user(Role.ADMIN))
    assert "1封邮件没有发出" in client.get("/desk/").content.decode()
    page = client.get("/admin/filings/outgoingmail/").content.decode()
    assert "收到推荐" in page
    assert clerk.email not in page


def test_the_administrator_has_a_mail_sent_again(server, client, settings, django_capture_on_commit_callbacks):
    settings.SECOND_FACTOR_ROLES = []
    notify([reachable()], title="收到推荐", key="k")
    mail = m.OutgoingMail.objects.get()
    m.OutgoingMail.objects.update(state=State.GIVEN_UP, attempts=8)
    client.force_login(make_user(Role.ADMIN))
    data = {"action": "resend", "_selected_action": [mail.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/admin/filings/outgoingmail/", data, follow=True).content.decode()
    assert "1封邮件已重新排队发送" in page
    assert outcome(mail) == (State.SENT, 1, "")
    assert m.HistoryLine.objects.get(record=f"outgoingmail:{mail.pk}").action == "resend_mail"
    assert resend_mails(m.OutgoingMail.objects.all(), actor=make_user(Role.ADMIN)) == 0  # it has gone out


def test_a_recipient_refused_for_good_is_given_up_at_once_and_nobody_is_named(server, caplog):
    server.mode = REFUSE_RECIPIENT
    clerk = reachable()
    notify([clerk], title="收到推荐：云帆工场", key="k")
    deliver_mails()
    assert outcome(m.OutgoingMail.objects.get()) == (State.GIVEN_UP, 1, "SMTPRecipientsRefused 550")
    assert "mail_given_up" in caplog.text
    assert not [word for word in (clerk.email, "example.com", "云帆", clerk.username) if word in caplog.text]


def test_a_server_that_is_down_is_not_asked_for_every_mail(server):
    server.mode = REFUSE_ALL
    notify([reachable() for _ in range(5)], title="收到推荐", key="k")
    deliver_mails()
    assert server.asked == 3
    assert m.OutgoingMail.objects.filter(attempts=0, state=State.WAITING).count() == 2


def test_an_answer_that_got_lost_sends_the_same_message_id_again(server):
    server.mode = BREAK_OFF
    notify([reachable()], title="收到推荐", key="k")
    deliver_mails()
    mail = m.OutgoingMail.objects.get()
    assert outcome(mail) == (State.WAITING, 1, "SMTPServerDisconnected")
    server.mode = ACCEPT
    make_due()
    deliver_mails()
    assert len({taken["Message-ID"] for taken in server.taken}) == 1
    assert outcome(mail)[0] == State.SENT


def test_what_one_worker_holds_another_leaves_alone_until_it_is_gone(server):
    notify([reachable()], title="收到推荐", key="k")
    held = take_mail()
    assert (take_mail(), deliver_mails(), server.taken) == (None, 0, [])
    m.OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver_mails() == 1
    assert outcome(held) == (State.SENT, 2, "")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_every_mail_once(server):
    people = [reachable() for _ in range(12)]
    with transaction.atomic():
        notify(people, title="收到推荐", key="k")
        transaction.get_connection().run_on_commit.clear()
    barrier, sent = threading.Barrier(3), []

    def work():
        try:
            barrier.wait()
            sent.append(deliver_mails())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 12
    assert sorted(taken["To"] for taken in server.taken) == sorted(person.email for person in people)


def test_nothing_is_mailed_where_no_address_has_answered_or_the_kind_is_muted(server):
    silent, unverified = reachable(), make_user(Role.CITY)
    choose_mail(actor=silent, kinds=[m.Notice.Kind.RESULT])
    silent.refresh_from_db()
    assert silent.muted_mail == ["handling", "deadline", "statistics"]
    notify([silent, unverified], title="请受理", key="k")
    assert (m.Notice.objects.count(), m.OutgoingMail.objects.count()) == (2, 0)
    notify([silent, unverified], title="已备案", key="r", kind=m.Notice.Kind.RESULT)
    deliver_mails()
    assert [taken["To"] for taken in server.taken] == [silent.email]
    assert m.HistoryLine.objects.get(record=f"user:{silent.pk}").action == "choose_mail"


def test_an_address_changed_before_sending_is_not_written_to_unverified(server):
    clerk = reachable()
    notify([clerk], title="请受理", key="k")
    m.User.objects.filter(pk=clerk.pk).update(email="other@example.com")
    assert (deliver_mails(), server.taken) == (0, [])
    assert outcome(m.OutgoingMail.objects.get())[0] == State.DROPPED


def test_what_is_no_longer_to_be_done_is_not_mailed(server):
    notify([reachable()], title="请受理", key="k")
    settle_notices(["k"], body="已由他人办理。")
    assert (deliver_mails(), outcome(m.OutgoingMail.objects.get())[0]) == (0, State.DROPPED)
