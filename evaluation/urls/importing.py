"""Addresses where an import of returns begins."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
