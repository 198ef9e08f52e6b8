"""The upload of a load by tables."""

from django import forms

from zzspace.fields import SheetField


class UploadForm(forms.Form):
    """A workbook or CSV."""

    file = SheetField(label="文件")

    def content(self) -> tuple[str, bytes]:
        """Name and bytes of the file."""
        upload = self.cleaned_data["file"]
        upload.seek(0)
        return str(upload.name), upload.read()
