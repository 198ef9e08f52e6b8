"""Rounds, review, notices, decisions of the city bureau."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
