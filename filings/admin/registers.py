"""The registers of filed makerspaces in the admin site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from filings.admin.loads import LoadAdmin
from filings.permissions import Act
from filings.resources.registers import REGISTER_RESOURCES
from filings.services.imports.register_tables import LOADED, TABLES


class RegisterAdmin(LoadAdmin):
    """A register of filed makerspaces, without the columns that are about persons."""

    act = Act.LOAD_REGISTERS
    list_select_related = ("space",)
    search_fields = ("space__name",)

    @admin.display(description="众创空间", ordering="space__name")
    def makerspace(self, row: Any) -> str:
        return str(row.space)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(space__filings__isnull=False).distinct()


for _table in TABLES:
    _register = LOADED[_table.key]
    _options = {
        "headers": _table.headers,
        "resource_classes": [REGISTER_RESOURCES[_table.key]],
        "list_display": ("makerspace", *_register.columns),
        "fields": ("space", *_register.columns),
        "list_select_related": ("space", *_register.related),
    }
    admin.site.register(_register.model, type(f"{_register.model.__name__}Admin", (RegisterAdmin,), _options))
