"""Organisation, spaces and registers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
