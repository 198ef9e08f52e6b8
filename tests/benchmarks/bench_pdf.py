"""What a certificate costs beyond WeasyPrint itself on the same HTML, with fonts and style sheets reused; and whether memory
stays flat while many are made.

Run by `make bench`. Exits 1 where either bar is missed.
"""

import gc
import statistics
import sys
import time
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string

from tests.filings.documents.samples import BUREAU, CONTEXTS
from zzspace import pdf

BAR = 1.3
RUNS = 20
MANY = 200
WARM_UP = 40
GROWTH = 8  # MiB that the process may have grown by while MANY - WARM_UP were made
TEMPLATE = "documents/certificate.html"
CONTEXT = CONTEXTS["certificate"]
TITLE = "备案证书"
DATED = date(2026, 3, 5)


def certificate():
    """As the product makes it: template, code, resources, variant, heavier headings."""
    return pdf.render_pdf(TEMPLATE, CONTEXT, title=TITLE, author=BUREAU, dated=DATED)


def plain_maker():
    """WeasyPrint alone on the markup and style sheets of the certificate, all made beforehand."""
    engine = pdf.load_engine()
    meta = {"title": TITLE, "author": BUREAU, "dated": DATED.isoformat(), "language": "zh-CN"}
    markup = render_to_string(TEMPLATE, {**CONTEXT, "meta": meta})
    fetcher = pdf._fetcher({"qr.svg": pdf.qr_svg(CONTEXT["qr_text"])})

    def make():
        page = engine.weasyprint.HTML(string=markup, base_url=f"{pdf.SCHEME}://document/", url_fetcher=fetcher)
        return page.write_pdf(
            stylesheets=list(engine.stylesheets), font_config=engine.font_config, pdf_variant=pdf.VARIANT
        )

    return make


def seconds(function):
    start = time.process_time()
    function()
    return time.process_time() - start


def resident_mib():
    """Memory that the process holds now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1048576


def growth():
    """MiB by which the process grew between the WARM_UP-th certificate and the MANY-th."""
    before = 0.0
    for number in range(1, MANY + 1):
        certificate()
        if number == WARM_UP:
            before = resident_mib()
    return resident_mib() - before


def main():
    plain = plain_maker()
    if certificate() != certificate():
        raise SystemExit("the same record gives other bytes")
    plain()
    spent = [(seconds(certificate), seconds(plain)) for _ in range(RUNS)]
    ours, alone = (statistics.median(column) for column in zip(*spent, strict=True))
    grown = growth()
    rows = (
        ("certificate", f"{ours * 1000:.0f} ms"),
        ("WeasyPrint alone, fonts and style sheets reused", f"{alone * 1000:.0f} ms"),
        (f"ratio, medians of {RUNS} in one run (at most {BAR})", f"{ours / alone:.3f}"),
        (f"memory grown from {WARM_UP} to {MANY} (at most {GROWTH} MiB)", f"{grown:+.1f} MiB"),
    )
    sys.stdout.write("\n" + "".join(f"{label:<56}{value:>12}\n" for label, value in rows))
    return 0 if ours <= BAR * alone and grown <= GROWTH else 1
