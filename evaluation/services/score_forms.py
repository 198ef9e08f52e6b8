"""Installs the score forms that ship with the product; forms that the city has set are never touched."""

from typing import Any

from django.apps import apps as live_apps
from django.db import transaction

from evaluation.scoring.default_forms import DEFAULT_FORMS, DefaultForm


def install_default_forms(apps: Any = live_apps, using: str = "default") -> None:
    """Create the default form of each kind that has none yet, and put it in use; running it again changes nothing."""
    forms = apps.get_model("evaluation", "ScoreForm").objects.using(using)
    with transaction.atomic(using=using):
        kinds = set(forms.values_list("kind", flat=True))
        for default in DEFAULT_FORMS:
            if default.kind not in kinds:
                create_form(apps, default, using=using)


def create_form(apps: Any, default: DefaultForm, *, using: str) -> None:
    """Write one form with its criteria in order."""
    criteria = apps.get_model("evaluation", "Criterion").objects.using(using)
    form = (
        apps.get_model("evaluation", "ScoreForm")
        .objects.using(using)
        .create(kind=default.kind, version=default.version, title=default.title, in_use=True)
    )
    for position, criterion in enumerate(default.criteria, 1):
        criteria.create(
            form=form,
            position=position,
            name=criterion.name,
            sections=list(criterion.sections),
            full_marks=criterion.full_marks,
            guidance=criterion.guidance,
        )
