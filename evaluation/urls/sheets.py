"""Addresses of templates and exports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
