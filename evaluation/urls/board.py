"""Addresses of the compliance board, extensions, marks of the national return, findings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
