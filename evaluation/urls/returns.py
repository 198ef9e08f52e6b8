"""Addresses of annual returns: lists, the form by sections, the steps of a return, years."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
