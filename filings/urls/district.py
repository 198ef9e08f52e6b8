"""Queue and workspace of the districts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
