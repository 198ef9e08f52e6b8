"""Registration of operators, joining, confirmation, accounts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
