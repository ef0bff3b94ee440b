"""How people are called. Pure.

A family hears its child's given name, without the surname; who has no surname, as many Mongolian names written in
characters, is called by the whole name. Which it is nobody recorded, so only what is surely a surname is left out.
"""

# The hundred commonest surnames of the national household register, of one character.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤赖傅康施牛樊葛齐邢安乔庞"
)
# Characters with which Mongolian names are written: two of them after 苏 or 白 are no Han given name (苏日娜, 白音吉).
_SOUNDS = frozenset(
    "阿巴布朝达德迪都额恩尔格根古哈海和呼吉克拉兰勒乐力鲁满毛敏木娜那尼其琪钦仁日萨斯苏塔特图托娃雅娅音扎"
)


def given_name(name: str) -> str:
    """How a family hears its child called: 周沐阳 → 沐阳; 巴雅尔, 苏日娜, two characters and names with a dot stay whole."""
    if len(name) != 3 or "·" in name or name[0] not in _SURNAMES or set(name[1:]) <= _SOUNDS:
        return name
    return name[1:]


def masked_name(name: str) -> str:
    """张明 → 张*, 周沐阳 → 周*阳."""
    return name[0] + "*" + (name[2:] if len(name) > 2 else "")
