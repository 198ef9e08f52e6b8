"""Desk, inbox, pending acts, search."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
