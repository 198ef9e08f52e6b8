"""Models whose rows are loaded from sheets in the admin site: upload, preview, confirmation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import CacheStorage

from filings.admin.base import ActAdmin
from filings.errors import WorkflowRefused
from filings.resources.planned import SheetFormat
from zzspace.sheets import UnreadableFile
from zzspace.sheets.reading import HEAVY, MOST_BYTES


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
    guidance = "已登记的同一条记录按表中更新，表中没有的列保持不变。"
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
        return {"headers": self.headers, "told": self.guidance, "name": self.opts.verbose_name_plural}

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
