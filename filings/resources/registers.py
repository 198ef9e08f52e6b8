"""The resource of each register: rows checked by the form of its page."""

from typing import ClassVar, Final

from import_export.resources import modelresource_factory

from filings.forms.register_rows import check_row
from filings.models import User
from filings.resources.planned import PlannedResource, SheetDataset
from filings.selectors.registers import Register
from filings.services.imports.kinds import shown_registers
from filings.services.imports.plans import Plan
from filings.services.imports.register_tables import LOADED
from filings.services.imports.registers import load_registers, plan_registers


class RegisterResource(PlannedResource):
    """Rows of one register, with the checks of its page."""

    register: ClassVar[Register]

    def plan(self, dataset: SheetDataset, actor: User) -> Plan:
        return shown_registers(plan_registers(dataset.workbook, check=check_row, keys=(self.register.key,)))

    def load(self, dataset: SheetDataset, actor: User) -> Plan:
        found = load_registers(dataset.workbook, actor=actor, check=check_row, keys=(self.register.key,))
        return shown_registers(found)


def resource_for(register: Register) -> type[RegisterResource]:
    """The resource of a register."""
    base = type(f"{register.model.__name__}Load", (RegisterResource,), {"register": register})
    resource: type[RegisterResource] = modelresource_factory(
        register.model, resource_class=base, meta_options={"fields": register.fields}
    )
    return resource


REGISTER_RESOURCES: Final = {key: resource_for(register) for key, register in LOADED.items()}
"""The resource of each register that is loaded, by its key."""
