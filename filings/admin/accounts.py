"""Accounts, districts and the city's settings in the admin site."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.forms import ModelForm
from django.http import HttpRequest

from filings.admin.base import ActAdmin
from filings.models import CitySettings, District, User
from filings.permissions import Act

RIGHTS = "角色与范围"


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
        ("人员", {"fields": ("full_name", "phone", "email", "employer", "expertise", "interests")}),
        (RIGHTS, {"fields": ("role", "district", "operator", "can_sign", "is_active")}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        ("人员", {"fields": ("full_name", "phone", "email", "employer", "expertise", "interests")}),
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
    """The sixteen districts, the bodies of appeal that their decisions name, and whether a single account may sign."""

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
