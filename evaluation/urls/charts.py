"""Addresses of the statistics desk and the yearly report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
