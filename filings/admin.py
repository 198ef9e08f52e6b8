"""What the admin site shows: accounts, districts, settings, and registers to load rows into. No decision on any record is
taken here.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import CacheStorage

from filings.errors import WorkflowRefused
from filings.models import CitySettings, District, User
from filings.permissions import Act, role_may
from filings.resources import REGISTER_RESOURCES, SheetFormat
from filings.services.history import append_line
from filings.services.imports.register_tables import LOADED, TABLES
from zzspace.sheets import UnreadableFile
from zzspace.sheets.reading import HEAVY, MOST_BYTES

RIGHTS = "角色与范围"


class ActAdmin(admin.ModelAdmin):
    """Opens a model to the roles of one act; nothing is deleted here, and what is done stands in the history."""

    act = Act.MANAGE_ACCOUNTS
    told: ClassVar[tuple[str, ...]] = ()
    """Fields whose present values the history keeps: rights and reach, never persons."""

    def is_open_to(self, request: HttpRequest) -> bool:
        """Whether the account's role ever does the act."""
        return role_may(request.user, self.act)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry = super().log_addition(request, obj, message)
        self.keep(obj, "admin_add", entry)
        return entry

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        if message:
            self.keep(obj, "admin_change", entry)
        return entry

    def keep(self, obj: Model, action: str, entry: LogEntry) -> None:
        """A line for the auditor: which fields were changed on which record, and the rights as they are now."""
        with transaction.atomic():
            type(obj)._default_manager.select_for_update().get(pk=obj.pk)
            details = {name: str(getattr(obj, name)) for name in self.told}
            append_line(obj, actor=entry.user, action=action, reason=entry.get_change_message(), details=details)


@admin.register(User)
class AccountAdmin(ActAdmin, UserAdmin):
    """Accounts: role, reach, right to sign; a password set here must be changed at the next sign-in."""

    told = ("role", "district_id", "operator_id", "can_sign", "is_active")
    list_display = ("username", "full_name", "role", "district", "operator", "can_sign", "is_active", "last_login")
    list_filter = ("role", "is_active", "can_sign", "district")
    list_select_related = ("district", "operator")
    search_fields = ("username", "full_name", "operator__name")
    raw_id_fields = ("operator",)
    filter_horizontal = ()
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        ("人员", {"fields": ("full_name", "phone", "email", "employer", "expertise")}),
        (RIGHTS, {"fields": ("role", "district", "operator", "can_sign", "is_active")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        ("人员", {"fields": ("full_name", "phone", "email", "employer", "expertise")}),
        (RIGHTS, {"fields": ("role", "district", "operator", "can_sign")}),
    )
    readonly_fields = ("last_login", "date_joined")
    own_fixed = ("role", "district", "operator", "can_sign", "is_active")
    """Nobody widens their own rights: another administrator does (GB/T 22239, separation of duties)."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, *self.own_fixed) if obj is not None and obj.pk == request.user.pk else fixed

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.pk != request.user.pk:
            return fieldsets
        told = "自己的角色、范围和签发权限由另一位管理员修改。"
        return [
            (title, {**options, "description": told} if title == RIGHTS else options) for title, options in fieldsets
        ]

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        if not change:
            obj.must_change_password = True
        super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 - Django's interface
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            User.objects.filter(pk=id).update(must_change_password=True)
        return response


@admin.register(District)
class DistrictAdmin(ActAdmin):
    """The sixteen districts and whether a single account may sign."""

    told = ("single_signer",)
    list_display = ("name", "slug", "gb_code", "office", "phone", "single_signer")
    ordering = ("position",)


@admin.register(CitySettings)
class CitySettingsAdmin(ActAdmin):
    """The city's own entries: the regulation's day, bodies of appeal, contact."""

    act = Act.MANAGE_SETTINGS
    list_display = ("__str__", "effective_from", "office", "phone")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request) and not CitySettings.objects.exists()


class HeldUpload(CacheStorage):
    """A file between its preview and its confirmation: an hour, under a name that nobody guesses."""

    CACHE_LIFETIME = 3600

    def read(self) -> Any:
        if (content := super().read()) is None:
            raise WorkflowRefused("上传的文件已超过一小时没有确认，或者已经导入。请重新上传。")
        return content


class LoadForm(ImportForm):
    """A file, weighed before it is held."""

    import_file = forms.FileField(label="文件", help_text="Excel工作簿（.xlsx、.xls、.ods）或CSV，不超过20 MB")

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(HEAVY)
        return upload


class ConfirmLoadForm(ConfirmImportForm):
    """One format, which reads them all."""

    format = forms.ChoiceField(choices=(("0", "0"),), widget=forms.HiddenInput())


class LoadAdmin(ImportMixin, ActAdmin):
    """A model whose rows are loaded from sheets and looked at, never typed here; the load itself keeps the history."""

    import_formats = (SheetFormat,)
    import_template_name = "admin/load.html"
    import_form_class = LoadForm
    confirm_form_class = ConfirmLoadForm
    tmp_storage_class = HeldUpload
    skip_admin_log = True
    list_display_links = None
    list_per_page = 50
    headers: tuple[str, ...] = ()
    """The columns of the sheet, for the page's guidance."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def choose_import_resource_class(self, form: Any, request: HttpRequest) -> Any:
        return self.resource_classes[0]

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"headers": self.headers}

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if not isinstance(e, UnreadableFile):
            raise e
        form.add_error("import_file", str(e))

    def process_result(self, result: Result, request: HttpRequest) -> Any:
        if result.has_errors() or result.has_validation_errors():
            raise WorkflowRefused(
                "预览之后数据有变化，本次没有导入任何数据。请重新上传，核对后再确认。",
                problems=tuple(str(problem.error) for problem in result.base_errors),
            )
        return super().process_result(result, request)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        new, changed, same = (
            result.totals[kind]
            for kind in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE, RowResult.IMPORT_TYPE_SKIP)
        )
        messages.success(request, f"导入完成：新增{new}行，变更{changed}行，不变{same}行。")


class RegisterAdmin(LoadAdmin):
    """A register of filed makerspaces, without the columns that are about persons."""

    act = Act.LOAD_REGISTERS
    list_select_related = ("space",)
    search_fields = ("space__name",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(space__filings__isnull=False).distinct()


for _table in TABLES:
    _register = LOADED[_table.key]
    _options = {
        "headers": _table.headers,
        "resource_classes": [REGISTER_RESOURCES[_table.key]],
        "list_display": ("space", *_register.columns),
        "fields": ("space", *_register.columns),
        "list_select_related": ("space", *_register.related),
    }
    admin.site.register(_register.model, type(f"{_register.model.__name__}Admin", (RegisterAdmin,), _options))
