"""The PDF engine: what a file carries besides its text, where a document may read from, and that bytes repeat."""

import io
import subprocess
from datetime import date

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from PIL import ImageFile

from tests.filings.documents.samples import CONTEXTS
from tests.zzspace.pdf_reading import page_text
from zzspace import pdf
from zzspace.pdf import ResourceRefusedError, load_engine, read_resource, render_pdf

NOTICE = "documents/acceptance_notice.html"
DAY = date(2026, 3, 5)


def render_notice(**changes):
    context = {**CONTEXTS["acceptance_notice"], **changes}
    return render_pdf(NOTICE, context, title="受理通知书", author="郑州市科学技术局", dated=DAY)


def render_markup(tmp_path, settings, markup, **arguments):
    """A PDF of a template written for the occasion."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    body = "{% extends 'documents/base.html' %}{% block document %}" + markup + "{% endblock %}"
    (tmp_path / "probe.html").write_text(body, encoding="utf-8")
    return render_pdf("probe.html", {}, title="试印", author="郑州市科学技术局", **arguments)


def test_file_is_tagged_archival_and_described():
    with pikepdf.open(io.BytesIO(render_notice())) as file:
        assert bool(file.Root.MarkInfo.Marked) is True
        assert file.Root.StructTreeRoot.K[0].S == "/Document"
        assert str(file.Root.Lang) == "zh-CN"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle) is True
        assert file.Root.OutputIntents[0].S == "/GTS_PDFA1"
        metadata = file.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["dc:title"] == "受理通知书"
        assert metadata["dc:creator"] == ["郑州市科学技术局"]
        assert metadata["xmp:CreateDate"] == "2026-03-05"
        assert {key: str(value) for key, value in file.docinfo.items()} == {
            "/Title": "受理通知书",
            "/Author": "郑州市科学技术局",
            "/CreationDate": "D:20260305",
            "/ModDate": "D:20260305",
            "/Producer": f"WeasyPrint {pdf.load_engine().weasyprint.__version__}",
        }


def test_structure_names_headings_and_paragraphs():
    with pikepdf.open(io.BytesIO(render_notice())) as file:
        kinds = {str(item.S) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}
    assert {"/Document", "/H1", "/P"} <= kinds


def test_same_record_gives_same_bytes():
    assert render_notice() == render_notice()


def test_bytes_do_not_depend_on_the_engine_of_the_process():
    first = render_notice()
    pdf.load_engine.cache_clear()
    assert render_notice() == first


def test_every_font_is_embedded_and_no_glyph_is_missing(tmp_path, caplog):
    path = tmp_path / "notice.pdf"
    path.write_bytes(render_notice(space_name="刘胡垌众创空间"))
    rows = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert len(rows) == 2
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    assert "刘胡垌众创空间" in page_text(path.read_bytes(), 1)
    assert ".notdef" not in caplog.text


def test_heavy_stand_in_is_stroked_in_the_colour_of_its_text():
    with pikepdf.open(io.BytesIO(render_notice())) as file:
        content = file.pages[0].Contents.read_bytes().split(b"\n")
    position = content.index(b"2 Tr")
    assert content[position - 4].endswith(b" RG")
    assert content[position - 4].split()[:3] == [b"0.847059", b"0", b"0.058824"]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/logo.png",
        "https://example.org/logo.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "data:text/plain,text",
        "zzspace://static/../zzspace/settings.py",
        "zzspace://static/documents/../../manage.py",
        "zzspace://static/documents/%2e%2e/%2e%2e/manage.py",
        "zzspace://static/documents/",
        "zzspace://static/css/site.css",
        "zzspace://static//etc/passwd",
        "zzspace://font/../__init__.py",
        "zzspace://stored/other.png",
        "zzspace://document/",
        "zzspace://static/documents/fonts.css?version=1",
    ],
)
def test_reading_elsewhere_is_refused(url):
    with pytest.raises(ResourceRefusedError):
        read_resource(url, {"seen.png": b"picture"})


def test_symbolic_link_out_of_the_folder_is_refused(tmp_path, settings):
    folder = tmp_path / "static" / "documents"
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / "link.css").symlink_to(tmp_path / "secret")
    settings.BASE_DIR = tmp_path
    with pytest.raises(ResourceRefusedError):
        read_resource("zzspace://static/documents/link.css", {})


def test_own_files_and_handed_over_files_are_read(tmp_path):
    (tmp_path / "plan.png").write_bytes(b"plan")
    stored = {"seen.png": b"picture", "plan.png": tmp_path / "plan.png"}
    assert read_resource("zzspace://stored/seen.png", stored) == (b"picture", "image/png")
    assert read_resource("zzspace://stored/plan.png", stored) == (b"plan", "image/png")
    assert read_resource("zzspace://static/documents/fonts.css", {})[1] == "text/css"
    assert read_resource("zzspace://font/serif.otf", {})[0][:4] == b"OTTO"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/logo.png", "file:///etc/passwd", "../../manage.py"])
def test_document_that_asks_for_more_is_not_rendered(tmp_path, settings, url):
    with pytest.raises(ResourceRefusedError):
        render_markup(tmp_path, settings, f'<img src="{url}" alt="">')


def test_picture_handed_over_is_shown(tmp_path, settings):
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    markup = '<img src="zzspace://stored/seen.svg" alt="平面图">'
    result = render_markup(tmp_path, settings, markup, files={"seen.svg": picture})
    with pikepdf.open(io.BytesIO(result)) as file:
        described = [str(item.Alt) for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert described == ["平面图"]


def test_what_a_user_typed_is_text_and_not_markup():
    result = render_notice(space_name='<img src="file:///etc/passwd">')
    assert '<imgsrc="file:///etc/passwd">' in page_text(result, 1)


def test_missing_library_is_named_with_the_line_that_installs_it(monkeypatch):
    def fail(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf.importlib, "import_module", fail)
    with pytest.raises(ImproperlyConfigured, match=r"apt-get install -y .*libpango"):
        pdf._import_weasyprint()


def test_engine_is_made_once_a_process():
    assert pdf.load_engine() is pdf.load_engine()


def test_qr_code_is_the_same_each_time():
    assert pdf.qr_svg("http://localhost:8000/verify/7Q2MZK4T/") == pdf.qr_svg("http://localhost:8000/verify/7Q2MZK4T/")
    assert pdf.qr_svg("A").startswith(b"<svg") or pdf.qr_svg("A").startswith(b"<?xml")


def test_rendering_leaves_the_check_of_uploaded_pictures_strict():
    load_engine()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
