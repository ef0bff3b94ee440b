"""Names for people who do not exist, as varied as a class list of the region.

Every name is put together from parts at random; that a real person bears the same one cannot be excluded, and nothing
else about the person (number, phone, address) can belong to anybody: see people.py.
"""

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
    "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟")
_BOY_FIRST = "子浩宇俊嘉天明文志思睿泽奕晨博家一沐云景承皓星辰铭瑞启致远"
_BOY_LAST = "轩宇涵然博阳杰豪航晨熙泽铭睿辰哲源霖凯诚安岩川舟屹恒朗"
_GIRL_FIRST = "子欣梓雨诗思佳语若可一沐芷婉晓静雅慧清书梦安知念锦舒采亦"
_GIRL_LAST = "涵萱怡彤悦琪瑶妍宁然嘉颖洁琳玥菲蕊晴桐溪禾苒薇岚茉"
_ADULT_MEN = "伟强军勇杰涛明超刚平辉建华国栋海峰志鹏文斌永亮东升振宏立新占林"
_ADULT_WOMEN = "芳娜敏静丽艳娟霞秀英桂兰玉梅红燕春晓慧莉洁萍琴淑云凤文雅"
# Names with characters outside the common web fonts; a system that loses them loses the child.
_RARE = ("龑", "䶮", "㛃", "𬭎", "玥璟", "淏然", "喆", "珺祎")
_MONGOLIAN_BOY = (
    "巴特尔", "阿古拉", "朝鲁", "苏和", "那日苏", "阿斯尔", "呼格吉勒",
    "特木尔", "孟和", "乌力吉", "宝音图", "格日勒图",
)  # fmt: skip
_MONGOLIAN_GIRL = (
    "苏日娜", "其其格", "萨仁", "乌云其木格", "娜仁", "托娅", "斯琴",
    "阿丽玛", "诺敏", "塔娜", "乌日罕", "萨日朗",
)  # fmt: skip
_DOTTED_BOY, _DOTTED_GIRL = ("艾力江", "叶尔兰", "巴合提"), ("阿依努尔", "古丽娜", "米热班")
_DOTTED_FATHER = ("吐尔逊", "赛力克", "阿不都", "努尔兰")

MONGOLIAN_SHARE, DOTTED_SHARE, RARE_SHARE, DOUBLE_SURNAME_SHARE = 0.05, 0.004, 0.006, 0.004


def surname(rng: Random) -> str:
    """A surname, the common ones more often."""
    if rng.random() < DOUBLE_SURNAME_SHARE:
        return rng.choice(_DOUBLE_SURNAMES)
    # The square of a uniform number leans to the front of the list, as real surnames lean to a few.
    return _SURNAMES[int(rng.random() ** 2 * len(_SURNAMES))]


def child_name(rng: Random, family: str, sex: str) -> str:
    """A child's full name. sex: "男" or "女"."""
    kind = rng.random()
    boy = sex == "男"
    if kind < RARE_SHARE:
        return family + rng.choice(_RARE)
    first, last = (_BOY_FIRST, _BOY_LAST) if boy else (_GIRL_FIRST, _GIRL_LAST)
    if kind < 0.12:
        return family + rng.choice(last)
    return family + rng.choice(first) + rng.choice(last)


def mongolian_name(rng: Random, sex: str) -> str:
    """A Mongolian name in Chinese writing: no surname, 2–6 characters."""
    return rng.choice(_MONGOLIAN_BOY if sex == "男" else _MONGOLIAN_GIRL)


def dotted_name(rng: Random, sex: str) -> str:
    """A name of two parts with "·" between."""
    return f"{rng.choice(_DOTTED_BOY if sex == '男' else _DOTTED_GIRL)}·{rng.choice(_DOTTED_FATHER)}"


def adult_name(rng: Random, family: str, sex: str) -> str:
    """A grown person's full name."""
    parts = _ADULT_MEN if sex == "男" else _ADULT_WOMEN
    given = rng.choice(parts) if rng.random() < 0.35 else "".join(rng.sample(parts, 2))
    return family + given
