"""Files and documents behind the access check."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
