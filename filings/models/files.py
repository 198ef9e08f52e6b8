"""Stored files: uploads and issued documents, outside the web root, addressed by digest."""

import uuid

from django.db import models


def storage_path(_file: "StoredFile", _name: str) -> str:
    """A path that tells nothing and collides with nothing; the sender's name is kept in the row alone."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


class StoredFile(models.Model):
    """Bytes with what is known of them. Rows are written by filings.storing alone, never changed."""

    name = models.CharField("文件名", max_length=160)
    content_type = models.CharField("类型", max_length=40)
    size = models.PositiveBigIntegerField("大小（字节）")
    pages = models.PositiveIntegerField("页数", default=1)
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    content = models.FileField("内容", upload_to=storage_path, max_length=80)
    operator = models.ForeignKey("filings.Operator", models.PROTECT, null=True, blank=True, related_name="files")
    uploaded_by = models.ForeignKey("filings.User", models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name
