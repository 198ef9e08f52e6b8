"""The rule set henan-2020: 河南省众创空间管理办法, without a figure until the province's are at hand.

Its headings are those of the city's regulation, its figures are not known: the city's must not stand here in their place.
Whoever has them writes thresholds and checks as in zhengzhou_1; `notice` then goes, and the pages judge by it.
"""

from typing import Final

from filings.rules.versions.base import Version

HENAN_2020: Final = Version(
    id="henan-2020",
    title="河南省众创空间管理办法（豫科〔2020〕101号）",
    level="province",
    thresholds={},
    standing_checks=(),
    checks=(),
    notice="省级条件的数值尚未录入，不能据此计算。取得省级文件的数值后，写入规则版本henan-2020即可使用。",
)
