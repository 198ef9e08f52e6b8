"""The same measures of a district are public once; of those that were published twice the first stays."""

from django.db import migrations, models
from django.utils import timezone

REASON = "与已发布的同名标准重复，系统升级时撤下"


def withdraw_doubles(apps, schema_editor):
    measures = apps.get_model("filings", "DistrictMeasure").objects
    seen = set()
    for pk, *same in (
        measures.filter(withdrawn_on=None).order_by("pk").values_list("pk", "district", "title", "effective_from")
    ):
        if tuple(same) in seen:
            measures.filter(pk=pk).update(withdrawn_on=timezone.localdate(), withdrawal_reason=REASON)
        seen.add(tuple(same))


class Migration(migrations.Migration):
    dependencies = [
        ("filings", "0017_revocations"),
    ]

    operations = [
        migrations.RunPython(withdraw_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="districtmeasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("district", "title", "effective_from"),
                name="one_measure_of_a_title_and_day",
            ),
        ),
    ]
