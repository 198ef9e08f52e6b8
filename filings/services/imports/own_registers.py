"""Registers of one makerspace as a sort of load, by its own operator: `params` name the makerspace and the register whose page
the load began at. Reading, checks, preview and writing are those of every load of registers.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.urls import reverse

from filings.models import Space, User
from filings.permissions import Act, role_may, visible_spaces
from filings.selectors.registers import Register
from filings.services.imports.kinds import RegistersKind
from filings.services.imports.register_tables import OWN_TABLES
from filings.services.imports.register_whose import Whose, rows_of
from filings.services.registers import lock_space

TOLD: Final = (
    "一个文件可以含一个或几个名册的工作表，列的次序不限；表中不用写是哪一家众创空间，写了的应当一致。",
    "同一条记录已登记的，按表中更新：团队和企业看名称和入驻日，人员看姓名和起始日，活动看名称和日期，融资看企业、到账日期和出资方。其余记录不变，不会删除。",
    "表中没有的列保持不变；有这一列而单元格空白的，改为空白，预览中会列出。",
    "融资涉及的团队和企业，请先登记或导入，再导入融资。",
)


class OwnRegistersKind(RegistersKind):
    """Rows of the registers of one makerspace by its operator, on file or not yet."""

    key = "own-registers"
    tables = OWN_TABLES
    told = TOLD

    def may(self, actor: User, params: Mapping[str, Any]) -> bool:
        """Only while the makerspace is the operator's own."""
        is_asked = "space" in params and role_may(actor, Act.KEEP_REGISTERS)
        return is_asked and visible_spaces(actor).filter(pk=params["space"]).exists()

    def label(self, params: Mapping[str, Any]) -> str:
        return f"{params['name']}的登记名册"

    def page(self, params: Mapping[str, Any]) -> str:
        return reverse("filings:space-register", args=[params["space"], params["register"]])

    def whose(self, params: Mapping[str, Any]) -> Whose:
        return partial(rows_of, Space.objects.select_related("operator").get(pk=params["space"]))

    def lock(self, params: Mapping[str, Any], *, actor: User) -> None:
        """The makerspace, as whoever keeps its registers locks it: refused where it is another operator's by now."""
        lock_space(Space(pk=params["space"]), actor=actor)


def params_of(space: Space, register: Register) -> dict[str, Any]:
    """What a load for a makerspace is kept with; its name is that of the day."""
    return {"space": space.pk, "register": register.key, "name": space.name}
