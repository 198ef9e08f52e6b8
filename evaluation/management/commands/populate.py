"""`manage.py populate`: a database of any size, written in bulk for measuring. What it holds is made in evaluation.populate."""

import time
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from evaluation.populate.plan import Order, most_years
from evaluation.populate.tables import Tables
from evaluation.populate.writing import held_business, populate

MOST_SPACES: Final = 1_000_000
MOST_SEED: Final = 2**32
STEPS: Final = 20


class Command(BaseCommand):
    """Refused where there is business already; all or nothing."""

    help = "写入任意规模的测试数据（众创空间、登记名册、备案、申请、年度统计），仅供测量使用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--spaces", default="", metavar="N", help="众创空间数量")
        parser.add_argument("--years", default="5", metavar="Y", help="登记名册和年度统计的年数，默认5")
        parser.add_argument("--seed", default="1", metavar="S", help="随机种子，默认1；同一天、同一种子写入的数据相同")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        order = Order(
            spaces=whole("--spaces", options["spaces"], 1, MOST_SPACES),
            years=whole("--years", options["years"], 1, most_years(today)),
            seed=whole("--seed", options["seed"], 0, MOST_SEED),
            today=today,
        )
        if held := held_business():
            raise CommandError(
                f"数据库中已有数据（{'、'.join(held)}）。populate只写入空数据库：请新建一个数据库，执行migrate后再运行。"
                "没有写入任何数据。"
            )
        begun = time.monotonic()
        self.stdout.write(
            f"写入{order.spaces:,}家众创空间、{order.first_year}至{order.last_year}年度，种子{order.seed}。"
        )
        tables = populate(order, progress=self.teller(order.spaces, begun))
        self.report(tables, time.monotonic() - begun)

    def teller(self, spaces: int, begun: float) -> Any:
        """Says how far it has come, some twenty times."""
        step, said = max(1, spaces // STEPS), 0

        def tell(done: int) -> None:
            nonlocal said
            if done - said >= step or done == spaces:
                said = done
                self.stdout.write(f"  {done:>9,}家  {time.monotonic() - begun:7.1f}秒")

        return tell

    def report(self, tables: Tables, seconds: float) -> None:
        """What was written, how large the database is, how long it took, what is left to do."""
        for name, number in tables.counts():
            self.stdout.write(f"  {number:>11,}  {name}")
        total = sum(tables.written.values())
        self.stdout.write(f"共{total:,}行，数据库{database_size() / 1024**2:,.0f}MB，用时{seconds:.1f}秒。")
        self.stdout.write(
            "账号以populate_开头（如populate_gxq、populate_city、populate_operator1），都没有可用的密码："
            "要登录的，先用manage.py changepassword设置密码。\n"
            "登记名册没有修改历史；备案、申请、报表都有办理记录，可用manage.py verify_history核对。"
        )


def whole(name: str, text: Any, least: int, most: int) -> int:
    """A whole number within bounds; said in Chinese what is wrong."""
    words = str(text).strip()
    if not words:
        raise CommandError(f"请填写{name}，例如{name} 1000。")
    if not (words.isascii() and words.isdecimal() and len(words) <= 12 and least <= int(words) <= most):
        raise CommandError(f"{name}应填写{least}至{most}之间的整数，现在是“{words}”。")
    return int(words)


def database_size() -> int:
    """Bytes of the database."""
    sizes = {
        "postgresql": "SELECT pg_database_size(current_database())",
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    }
    with connection.cursor() as cursor:
        cursor.execute(sizes[connection.vendor])
        return int(cursor.fetchone()[0])
