"""An operator keeps the bank account into which incentives are paid."""

from django.db import transaction

from evaluation.models import PaymentAccount
from evaluation.permissions import StatisticsAct, role_may
from filings.errors import WorkflowRefused
from filings.models import Operator, User
from filings.services.history import append_line


def keep_account(*, holder: str, bank: str, number: str, actor: User) -> PaymentAccount:
    """Write the account of the actor's organisation, or change it; a line in its history without the number.

    Two members at once: the operator's row is locked, the later one holds, both have their line.
    """
    if not role_may(actor, StatisticsAct.KEEP_ACCOUNT) or actor.operator_id is None:
        raise WorkflowRefused("只有运营机构账号可以登记收款账户。")
    with transaction.atomic():
        operator = Operator.objects.select_for_update(of=("self",)).get(pk=actor.operator_id)
        given = {"holder": holder.strip(), "bank": bank.strip(), "number": "".join(number.split())}
        account, _new = PaymentAccount.objects.update_or_create(
            operator=operator, defaults=given | {"updated_by": actor}
        )
        append_line(account, actor=actor, action="keep_account", details={"bank": account.bank})
    return account
