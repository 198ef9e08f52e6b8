"""The clauses of 郑州市众创空间管理办法 that zhengzhou-1 cites, with the anchors they have on the policy page."""

from typing import Final

from filings.rules.checks import Clause

A5_1: Final = Clause("5.1", "第五条第（一）项", "a5-1", "独立法人机构运营")
A5_2: Final = Clause("5.2", "第五条第（二）项", "a5-2", "固定的孵化场所")
A5_3: Final = Clause("5.3", "第五条第（三）项", "a5-3", "低成本或免费的办公条件")
A5_4: Final = Clause("5.4", "第五条第（四）项", "a5-4", "创业团队和在孵企业")
A5_5: Final = Clause("5.5", "第五条第（五）项", "a5-5", "投融资服务功能")
A5_6: Final = Clause("5.6", "第五条第（六）项", "a5-6", "孵化服务队伍")
A5_7: Final = Clause("5.7", "第五条第（七）项", "a5-7", "创业导师")
A5_8: Final = Clause("5.8", "第五条第（八）项", "a5-8", "运营工作机制")
A6_1: Final = Clause("6.1", "第六条第（一）项", "a6-1", "牵头建设主体")
A6_2: Final = Clause("6.2", "第六条第（二）项", "a6-2", "物理空间")
A6_3: Final = Clause("6.3", "第六条第（三）项", "a6-3", "产业领域聚焦")
A6_4: Final = Clause("6.4", "第六条第（四）项", "a6-4", "公共技术创新平台")
A7: Final = Clause("standing", "第七条", "a7", "申报资格")
A8: Final = Clause("standing", "第八条", "a8", "申报资格")
A15: Final = Clause("standing", "第十五条", "a15", "申报资格")
A16: Final = Clause("interpretation", "第十六条", "a16", "解释")
A17: Final = Clause("validity", "第十七条", "a17", "有效期")
