"""The application's own pages and the operator's actions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
