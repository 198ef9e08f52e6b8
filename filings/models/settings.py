"""What the city bureau itself enters: the regulation's days, the bodies of appeal, contact (one row)."""

from django.db import models


class CitySettings(models.Model):
    """The one row of settings; read through selectors.settings.city_settings()."""

    effective_from = models.DateField(
        "办法施行日期", null=True, blank=True, help_text="第十七条留空，由市科技局填写；有效期5年自动算出"
    )
    reconsideration_body = models.CharField("行政复议机关", max_length=80, default="郑州市人民政府")
    court = models.CharField("行政诉讼管辖法院", max_length=80, default="有管辖权的人民法院")
    office = models.CharField("承办处室", max_length=60, default="郑州市科学技术局")
    phone = models.CharField("联系电话", max_length=30, blank=True)
    address = models.CharField("联系地址", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "市局设置"
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_settings"),)

    def __str__(self) -> str:
        return "市局设置"
