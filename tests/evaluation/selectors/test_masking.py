"""Persons taken out of free text."""

import pytest

from evaluation.selectors.masking import masked, person_names
from filings.models import SiteVisit
from filings.workflow import Role
from tests.factories import make_application, make_mentor, make_resident, make_space, make_staff, make_user


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系张晓梅，13812345678。", "联系张某，＊＊＊。"),
        ("电话0371-67170000或138 1234 5678", "电话＊＊＊或＊＊＊"),
        ("邮箱office@example.com", "邮箱＊＊＊"),
        ("身份证41010519900101123X", "身份证＊＊＊"),
        ("张 晓 梅，１３８１２３４５６７８", "张某，＊＊＊"),
        ("138-1234-5678、138.1234.5678、+86 13812345678、(0371)6717 0000", "＊＊＊、＊＊＊、＊＊＊、＊＊＊"),
        ("410105 19900101 123x，410105900101123", "＊＊＊，＊＊＊"),
        ("收入1380.12万元，面积13812.34㎡，2026年3月5日", "收入1380.12万元，面积13812.34㎡，2026年3月5日"),
        ("面积1200.00㎡，编号2026-0001，91410100MA9YF0K38U", "面积1200.00㎡，编号2026-0001，91410100MA9YF0K38U"),
    ],
)
def test_masking(text, shown):
    assert masked(text, ["张晓梅"]) == shown


def test_longer_names_are_covered_before_shorter_ones():
    assert masked("欧阳明远与明远", ["欧阳明远", "明远"]) == "欧某与明某"


@pytest.mark.django_db
def test_every_person_of_the_data_is_known():
    space = make_space()
    make_staff(space, name="陈静")
    make_mentor(space, name="赵明")
    make_resident(space, contact_name="李工程")
    application = make_application(space, "submitted")
    member = make_user(Role.OPERATOR, operator=space.operator, full_name="孙经办")
    SiteVisit.objects.create(
        application=application,
        on=application.as_of,
        officers="钱一、吴二",
        findings="一致",
        consistent=True,
        by=member,
    )
    names = person_names(application)
    assert {"陈静", "赵明", "李工程", "张晓梅", "王立", "孙经办", "钱一", "吴二"} <= set(names)
    assert list(names) == sorted(names, key=len, reverse=True)
