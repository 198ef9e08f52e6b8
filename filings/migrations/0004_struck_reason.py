from django.db import migrations, models


REASON = "区县核实时更正。"


def name_reasons(apps, schema_editor):
    """Events that were struck before reasons were kept beside them get the general one."""
    for name in ("activity", "financingevent", "incubationcase"):
        model = apps.get_model("filings", name)
        model.objects.filter(struck_on__isnull=False, struck_reason="").update(struck_reason=REASON)


class Migration(migrations.Migration):

    dependencies = [
        ('filings', '0003_filings_from_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='struck_reason',
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name='不予认定的理由'),
        ),
        migrations.AddField(
            model_name='financingevent',
            name='struck_reason',
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name='不予认定的理由'),
        ),
        migrations.AddField(
            model_name='incubationcase',
            name='struck_reason',
            field=models.TextField(blank=True, editable=False, max_length=1000, verbose_name='不予认定的理由'),
        ),
        migrations.RunPython(name_reasons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('struck_on__isnull', True), ('struck_reason', '')), models.Q(('struck_on__isnull', False), models.Q(('struck_reason', ''), _negated=True)), _connector='OR'), name='activity_struck_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='financingevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('struck_on__isnull', True), ('struck_reason', '')), models.Q(('struck_on__isnull', False), models.Q(('struck_reason', ''), _negated=True)), _connector='OR'), name='financingevent_struck_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='incubationcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('struck_on__isnull', True), ('struck_reason', '')), models.Q(('struck_on__isnull', False), models.Q(('struck_reason', ''), _negated=True)), _connector='OR'), name='incubationcase_struck_with_reason'),
        ),
    ]
