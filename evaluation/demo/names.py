"""Made-up names for people, teams, companies and what they do. Nobody and nothing here exists."""

from random import Random

from stdnum.cn import uscc

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN = (
    *("晓梅", "志远", "静怡", "文博", "思源", "雨桐", "建国", "海燕", "子涵", "明哲", "佳慧", "浩然", "丽娟", "俊杰"),
    *("雪莹", "天宇", "秀兰", "永强", "若溪", "国栋", "梦瑶", "振华", "诗雅", "立新", "春燕", "启航", "婉清", "少阳"),
)
PREFIXES = (
    *("云麓", "星图", "知微", "衡木", "蓝穹", "砺石", "澄明", "青岚", "启衡", "望野", "拾光", "沐风", "鹿鸣", "鲸落"),
    *("松果", "橙果", "半夏", "初禾", "远岫", "巨象", "灵犀", "逐浪", "观澜", "北辰", "朝闻", "九章", "墨矩", "千寻"),
    *("若水", "三余", "向阳", "一苇", "元启", "智渊", "竹影", "卓见", "博浪", "草木", "大有", "方圆", "归燕", "瀚海"),
)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "智能传感": ("气体传感", "光纤测温", "柔性触觉", "微振动监测", "粮情传感", "雷达感知", "井下定位", "声学检测"),
    "工业软件": ("产线排程", "数字孪生", "设备运维", "工艺仿真", "质量追溯", "能耗管理", "车间看板", "图纸协同"),
    "生物检测": ("快检试剂", "基因测序", "病理切片", "食品检测", "微流控芯片", "蛋白分析", "冷链追溯", "样本前处理"),
    "智慧农机": ("植保无人机", "播种导航", "采摘机器人", "墒情监测", "农机调度", "果品分选", "温室控制", "秸秆还田"),
    "新材料": ("超硬刀具", "碳基涂层", "导热薄膜", "陶瓷基板", "可降解膜", "隔热涂料", "金刚石散热", "阻燃纤维"),
    "数字影像": ("三维扫描", "古建测绘", "短片制作", "虚拟拍摄", "动作捕捉", "色彩校正", "字幕工具", "展陈交互"),
    "电子商务": ("跨境选品", "直播供应链", "社区团购", "仓配系统", "农货上行", "客服机器人", "退换货检测", "包装设计"),
    "文化创意": ("豫剧周边", "陶瓷文创", "博物馆礼品", "插画绘本", "国风服饰", "研学课程", "声音博物", "手作工坊"),
    "节能环保": ("污泥资源化", "余热回收", "雨水收集", "油烟净化", "土壤修复", "光伏清洗", "固废分选", "水质监测"),
    "智能网联": ("车路协同", "高精地图", "线控底盘", "座舱语音", "电池检测", "充电调度", "泊车机器人", "物流小车"),
}
TEAM_ENDINGS = ("项目组", "团队", "工作室")
INVESTORS = ("中州种子基金（演示）", "嵩岳天使投资（演示）", "黄河创业投资（演示）", "商都产业基金（演示）")
BANKS = ("演示银行科技支行", "演示农商银行高新支行", "演示担保公司")
EMPLOYERS = ("某装备公司", "某软件公司", "某投资公司", "某高校技术转移中心", "某律师事务所", "某检测研究院")
EQUIPMENT = ("三坐标测量机", "环境试验箱", "频谱分析仪", "金相显微镜", "激光打标机", "工业三维打印机", "示波器组")
ACTIVITIES = (
    ("项目发布会", "release"),
    ("路演展示日", "roadshow"),
    ("财税政策培训", "training"),
    ("知识产权沙龙", "training"),
    ("运营复盘工作坊", "operation"),
    ("融资对接会", "financing"),
)
CASE_ENDINGS = (
    "从样机到首批订单",
    "进入省内十二个县",
    "取得三项专利并获投资",
    "与龙头企业签下年度订单",
    "产品出口海外",
)


def person(random: Random) -> str:
    """A name."""
    return random.choice(SURNAMES) + random.choice(GIVEN)


def phone(random: Random) -> str:
    """A mobile number of a block that is given to nobody."""
    return f"1380000{random.randrange(10000):04d}"


def code_of(serial: int) -> str:
    """An organisation's code with its check digit."""
    body = f"91410100MA9{serial:06d}"
    return body + uscc.calc_check_digit(body)


def subjects(random: Random, fields: tuple[str, ...], number: int) -> list[tuple[str, str, str]]:
    """`number` different (field, prefix, subject), one field after the other."""
    pools = {field: [(p, s) for p in PREFIXES for s in SUBJECTS[field]] for field in fields}
    for pool in pools.values():
        random.shuffle(pool)
    order = (fields[n % len(fields)] for n in range(number))
    return [(field, *pools[field].pop()) for field in order]
