"""Sample content of ``/styleguide/``: made-up people and schools, real textbook titles. Data only."""

import datetime as dt
from typing import Any

from django.utils.safestring import mark_safe

from core.charts import Number

POSTERS = "/static/img/posters/"
ACCOUNTS = [
    {"label": "教师林晓雯", "url": "/styleguide/", "current": True},
    {"label": "学校研训管理员罗建平", "url": "/styleguide/", "current": False},
]
FRAME_HOURS = {"done": "9.66", "min": "16", "unit": "学分", "percent": 60.4, "url": "/me/hours/", "reached": False}
WORKSPACE = {
    "organization": "青木小学",
    "role": "研训管理员",
    "links": [
        ("教师", "/styleguide/", True, None),
        ("待审批", "/styleguide/", False, 14),
        ("校本研修", "/styleguide/", False, None),
        ("一校一案", "/styleguide/", False, None),
        ("轮岗与调动", "/styleguide/", False, None),
        ("年审材料", "/styleguide/", False, None),
    ],
    "switch": [("嘉陵实验小学", "/styleguide/")],
}
CRUMBS = [("精品课", "/lessons/"), ("数学", "/lessons/"), ("第三单元 分数除法", "/lessons/"), ("一个数除以分数", "")]
LESSONS: list[dict[str, Any]] = [
    {
        "title": "一个数除以分数",
        "title_marked": mark_safe("一个数除以<mark>分数</mark>"),
        "url": "#lesson",
        "poster": f"{POSTERS}math-wall.svg",
        "seconds": 1164,
        "meta": "嘉陵实验小学",
        "subject": "数学",
        "subject_code": "math",
        "place": "六年级上册 第三单元",
        "level": "市级",
        "contents": "视频19:24，教学设计、课件、任务单、作业",
        "hit": {
            "where": "教学设计 第4段",
            "url": "#lesson",
            "text": mark_safe("追问学生：“除以一个<mark>分数</mark>，为什么可以变成乘它的倒数？”先让三种画法同时留在黑板上。"),
        },
    },
    {
        "title": "草原（第一课时）",
        "url": "#lesson",
        "poster": f"{POSTERS}chinese-hills.svg",
        "seconds": 1268,
        "meta": "磁器路小学",
        "subject": "语文",
        "subject_code": "chinese",
        "place": "六年级上册 第一单元",
        "contents": "课件、任务单",
    },
    {
        "title": "Whose dog is it?",
        "lang": "en",
        "url": "#lesson",
        "poster": f"{POSTERS}english-talk.svg",
        "seconds": 1035,
        "meta": "磁器路小学",
        "subject": "英语",
        "subject_code": "english",
        "place": "五年级下册 Unit 5",
    },
    {
        "title": "谁先迎来黎明",
        "url": "#lesson",
        "poster": f"{POSTERS}science-orbit.svg",
        "seconds": 1351,
        "meta": "竹溪小学，执教未公开姓名",
        "subject": "科学",
        "subject_code": "science",
        "place": "六年级上册 第二单元",
        "level": "部级",
    },
]
LINKS = [("这一课全部6节", "#lesson"), ("上一课：同分母分数加、减法", "#lesson")]
SHARE = {
    "text": "《一个数除以分数》人教版六年级上册第三单元\n嘉陵实验小学唐婧执教，19分24秒\nhttps://yanxun.example/lessons/k3f9/",
    "qr_url": "/static/img/share-qr.svg",
    "qr_name": "一个数除以分数-二维码.svg",
    "note": "不登录就能看视频、下载材料；课堂实录要登录。打开链接不会带上你的名字。",
}
DOWNLOAD = {"url": "#lesson", "size": "48.6 MB"}
KEEP = {"url": "/styleguide/", "kept": False}
PLAYER = {
    "sources": [{"src": "/static/vendor/plyr/blank.mp4", "type": "video/mp4"}],
    "poster": f"{POSTERS}frame-fraction-division.svg",
    "title": "一个数除以分数",
    "captions": [],
    "start": 0,
    "seconds": 1164,
}
COVERAGE = {
    "from_text": "你从“数与运算”线上课第1单元打开这节课",
    "back_url": "#unit-1",
    "back_label": "回到第1单元",
    "credited": "11:05",
    "percent": 57,
    "needed": "17:28",
    "needed_percent": 90,
    "seconds": 1164,
    "intervals": [[0, 400], [485, 750]],
    "prompts": [485, 826],
    "label": "已计入的区间：0:00到6:40，8:05到12:30",
    "completed": False,
    "why": "按你真正播放过的区间合并计算：0:00—6:40、8:05—12:30。重复看同一段不重复计。",
    "appeal_url": "#appeal",
}
MOMENTS = [
    {"seconds": 70, "text": "情境引入：2/3小时走了2千米，1小时能走多少千米？"},
    {"seconds": 485, "text": "追问：“除以一个分数，为什么可以变成乘它的倒数？”", "note": "思考题 · 教学设计第4段"},
]
MATERIALS = [
    {"icon": "file-text", "name": "教学设计", "url": "#p", "note": "Word，6页 · 5月14日改", "action_url": "#d"},
    {"icon": "presentation", "name": "课件", "url": "#p", "note": "PowerPoint，18页", "action_url": "#d"},
    {"icon": "video", "name": "课堂实录", "note": "38:12，登录后可看", "action_url": "#d", "action_label": "观看"},
]
LEVELS = [
    {"name": "校级", "reached": True, "date": dt.date(2025, 10, 21)},
    {"name": "区级", "reached": True, "date": dt.date(2025, 12, 8)},
    {"name": "市级", "reached": True, "date": dt.date(2026, 3, 16)},
    {"name": "部级", "reached": False, "note": "未参评"},
]
NODES = [
    {"label": "倒数的认识", "url": "#n", "count": "4节课例"},
    {"label": "一个数除以分数", "current": True, "count": "6节课例"},
    {"label": "用分数除法解决问题", "url": "#n", "count": "7节课例"},
]
PREVIOUS = ("分数除以整数", "#n")
NEXT = ("分数四则混合运算", "#n")
LINEAGE = [
    {"part": "lesson", "name": "一个数除以分数，第4版", "url": "#l", "note": "四个版本都保留"},
    {"part": "group", "name": "小学数学“数感”名师工作室", "url": "#l", "note": "3次磨课，37条评课意见，采纳21条"},
    {"part": "activity", "name": "四校联合课例研修", "url": "#l", "note": "5月14日14:00—16:30，签到96人，89人交了反思"},
    {"part": "hours", "name": "89人，共89.00学分", "note": "只认定交了反思的人，每人1.00学分"},
]
SERIES = [
    {
        "title": "“数与运算”单元整体教学",
        "url": "#s",
        "status": "第一轮，已超额",
        "status_kind": "notice",
        "provider": "区教师进修学院 · 小学数学",
        "summary": "5.50学分 · 面授3个半天，6月6日9:00开班",
        "taken": 186,
        "places": 160,
        "taken_percent": 100,
        "taken_kind": "notice",
        "until": "报名到5月25日18:00",
    },
    {"title": "常年开放的线上课", "url": "#s", "status": "开放", "status_kind": "done", "taken": 312, "until": "随到随学"},
]
UNITS = [
    {
        "number": 1,
        "name": "看懂“数与运算”的一致性",
        "note": "区级 · 线上6学时，测验70分以上",
        "length": "1.00学分",
        "open": True,
        "id": "unit-1",
        "items": [
            {"icon": "book-open", "name": "课标里的“一致性”说了什么", "note": "阅读，6,200字", "length": "1学时", "state": "done"},
            {
                "icon": "circle-play",
                "name": "一个数除以分数",
                "url": "#l",
                "note": "课例，19:24，看后答3问",
                "length": "1学时",
                "state": "current",
                "state_text": "已看57%",
            },
            {"icon": "list-checks", "name": "单元测验", "note": "10题，可重做，取最高分", "length": "1学时"},
        ],
    },
    {"number": 2, "name": "算理与算法：从整数到分数", "note": "面授9学时", "length": "3.50学分", "items": []},
]
STEPS = [
    {"name": "你报名", "note": "5月19日20:14", "state": "done"},
    {"name": "送学校审核", "note": "5月27日18:00前答复", "state": "current"},
    {"name": "录取结果", "note": "5月28日12:00公布", "state": ""},
]
ENROLMENT = {
    "title": "你已报名第2期",
    "status": "等学校审核",
    "status_kind": "action",
    "steps": STEPS,
    "notice": "第2期报了186人，名额160人。本年度还差学分的教师先录取，你还差6.34，在其中。",
    "notice_url": "#r",
    "notice_label": "看办法原文",
    "legend": "5月25日18:00前可以改报或取消",
    "runs": [
        {"value": "2", "label": "第2期 6月班", "lines": ["6月6日、13日、27日，周六上午9:00—11:15"], "checked": True},
        {"value": "3", "label": "第3期 暑期班", "lines": ["7月6日—8日"], "disabled": True, "reason": "和第2期有一天冲突"},
    ],
}
METERS = [
    {"name": "五年合计", "done": "86.14", "required": "120.00", "unit": "", "percent": 71.8, "note": "还差33.86"},
    {"name": "其中集中培训", "done": "21.00", "required": "20.00", "unit": "", "percent": 100, "reached": True, "note": "已达标"},
]
SUMMARY = {
    "done": "9.66",
    "required": "16.00",
    "unit": "学分",
    "percent": 60.4,
    "meters": METERS,
    "caps": [{"name": "校本研修", "done": "2.00", "most": "16.00"}, {"name": "国家平台暑期", "done": "1.66", "most": "1.66"}],
}
FACTS = [
    ("条款", "6学时＝1.00学分，暑期最多1.66（CQ-07）"),
    ("算式", "12学时÷6＝2.00，最多计1.66，0.34不计"),
    ("认定", "王静，区教师进修学院，2025-09-12 15:30"),
]
LEAF = {"label": "国家平台暑期研修", "note": "1条", "sum": "1.66", "open": True, "facts": FACTS, "record": "HE-2025-004417，核对无误"}
PROOF = [
    {"label": "区级及以上", "sum": "6.66", "open": True, "children": [{"label": "集中培训", "note": "4条", "sum": "5.00"}, LEAF]},
    {"label": "校级", "sum": "3.00", "children": [{"label": "校本研修", "note": "认定7条，更正1条", "sum": "3.00"}]},
]
TO_DO = [
    {"label": "“数与运算”第2期", "url": "#s", "gain": "＋4.50", "note": "已报名，等学校审核"},
    {"label": "更正市级培训证书", "url": "#s", "tag": "退回", "tag_kind": "danger", "note": "证书编号与姓名对不上"},
    {"label": "校本研修2次", "gain": "＋1.00", "note": "6月5日、12日，学校已排"},
]
PRODUCTS = [
    {"name": "方案", "state": "there"},
    {"name": "反思39/42篇", "state": "missing"},
    {"name": "评课记录", "state": "due"},
]
ACTIVITIES = [
    {
        "date": dt.date(2026, 5, 28),
        "title": "《一个数除以分数》第三次磨课",
        "url": "#a",
        "status": "可报名",
        "status_kind": "action",
        "kind": "课例研修",
        "meta": ["周四14:00—16:30", "青木小学录播教室", "四校联合"],
        "products": PRODUCTS,
        "note": "3学时，交反思后认定1.00学分",
    },
]
TERMS = {
    "today": 90.7,
    "today_label": "今天，5月20日",
    "ticks": [(0, "2023年秋"), (33.3, "2024年秋"), (66.7, "2025年秋")],
    "rows": [
        {"name": "周敏", "school": "青木小学", "role": "host", "role_label": "主持人", "x": 0, "width": 100, "start": "2023-09", "end": "2026-08"},
        {"name": "李蔚", "school": "嘉陵实验小学", "role": "member", "role_label": "成员", "x": 16.7, "width": 83.3, "start": "2024-03", "end": "2026-08"},
        {"name": "苏杭", "school": "歌乐小学", "role": "trainee", "role_label": "学员", "x": 33.3, "width": 66.7, "start": "2024-09", "end": "2026-08"},
    ],
}
PARTS = [
    {"kind": "danger", "count": 5, "label": "预计不达标", "note": "能报的全算上也不够", "url": "#p"},
    {"kind": "notice", "count": 18, "label": "有缺口", "note": "还没报够，有班期可补", "url": "#p", "current": True},
    {"kind": "normal", "count": 36, "label": "正常", "note": "已批的算上就够", "url": "#p"},
    {"kind": "done", "count": 34, "label": "已达标", "note": "已满16.00", "url": "#p"},
    {"kind": "exempt", "count": 3, "label": "免审", "note": "产假、病假等", "url": "#p"},
]
REMIND = {
    "summary": "还有23人没有报够",
    "action": "提醒这23人",
    "example": mark_safe("本年度还差<b>6.34</b>学分，到6月30日还有41天。点开看每一步。"),
    "example_note": "这是林晓雯会收到的样子。3天内提醒过的人不再重复。",
    "send_url": "/styleguide/",
    "send_label": "发给这23人",
    "group_text": "各位老师：本年度学分到6月30日截止。请今天打开“我的学分”，看看还差多少。罗建平",
}
COLUMNS = [{"label": "选择", "hidden": True}, {"label": "申请人"}, {"label": "事项"}, {"label": "核对结果"}, {"label": "学分", "number": True}]
ROWS = [
    {"id": 1, "name": "冯宇", "subject": "科学", "what": "报名 实验教学改进班", "check": "不冲突", "kind": "done", "sum": "4.00"},
    {"id": 2, "name": "郑楠", "subject": "英语", "what": "平台外学分 线上公开课", "check": "同一证书号已用过", "kind": "danger", "sum": "1.00"},
]
BULK_ACTIONS = [
    {"value": "return", "label": "退回", "more": "并说明", "secondary": True},
    {"value": "agree", "label": "同意", "more": "选中的"},
]
AREAS = [
    {"name": "山：健体与劳动", "hours": "52课时", "courses": [{"name": "山城步道定向", "url": "#c", "note": "三至六年级 · 14课时"}]},
    {"name": "水：观察与表达", "hours": "60课时", "courses": [{"name": "嘉陵江水文观察", "url": "#c", "note": "四年级 · 24课时"}]},
    {"name": "桥：探究与创造", "hours": "56课时", "courses": [{"name": "造一座桥", "url": "#c", "note": "五年级 · 18课时"}]},
]
CHANGES = [
    {"tag": "新增", "tag_kind": "done", "added": "嘉陵江水文观察，四年级，24课时"},
    {"tag": "调整", "tag_kind": "action", "before": "造一座桥：", "removed": "24课时", "added": "18课时", "note": "，把承重测试改到科学课里完成"},
]
AS_OF = dt.date(2026, 5, 19)
FIGURES: list[dict[str, Any]] = [
    {"name": "名师工作室", "value": 47, "unit": "个", "sub": "在12个教共体内", "definition": "当日有效、类型为“名师工作室”的教研共同体。", "as_of": AS_OF, "rows_url": "#f"},
    {"name": "干部选派", "value": 24, "unit": "人", "sub": "到成员校任职", "definition": "本年度由总校选派到成员校的干部人数。", "as_of": AS_OF, "rows_url": "#f", "open": True},
    {"name": "精品课", "value": 46, "unit": "节", "definition": "按“达到及以上”计。", "as_of": AS_OF, "rows_url": "#f", "moved": "5月1日起改为“达到及以上”；同一天按旧口径是28"},
]
FIGURE_LINE = [
    {"value": 12, "unit": "个", "label": "教共体", "url": "#f"},
    {"value": 1512, "unit": "人次", "label": "跨校交流", "url": "#f"},
]
HEAT = {
    "caption": "小学语文各册各单元已收录的课数",
    "corner": "单元",
    "columns": ["1", "2", "3"],
    "column_prefix": "第",
    "column_suffix": "单元",
    "rows": [
        {"label": "六上", "cells": [{"count": 10, "level": 4, "url": "#h", "label": "六上第1单元："}, {"count": 0, "level": 0, "url": "#h", "label": "六上第2单元："}, {"count": 8, "level": 3, "url": "#h", "label": "六上第3单元："}]},
        {"label": "六下", "cells": [{"count": 5, "level": 2, "url": "#h", "label": "六下第1单元："}, {"count": 3, "level": 1, "url": "#h", "label": "六下第2单元："}, {"count": None}]},
    ],
    "steps": ["1—3", "4—6", "7—9", "10以上"],
}
MONTHLY: list[tuple[str, list[Number]]] = [
    ("集中培训", [7.2, 6.4, 4.0, 6.2, 7.6, 5.8, 1.6, 1.0, 5.2, 6.4, 3.6]),
    ("线上课", [0.8, 1.2, 1.4, 2.0, 2.4, 2.6, 1.8, 1.2, 2.2, 2.4, 1.6]),
    ("校本研修", [0, 0, 1.8, 2.4, 2.8, 3.2, 2.2, 0.4, 2.6, 2.8, 1.8]),
    ("其他", [0.4, 9.6, 1.0, 0.8, 1.0, 1.2, 5.4, 1.6, 0.8, 1.0, 0.6]),
]
SPREAD = [("50以下", 3, 3), ("50—59", 5, 3), ("60—69", 11, 1), ("70—79", 23, 1), ("80—89", 31, 1), ("90以上", 19, 1)]
YEARS: list[tuple[str, list[Number] | None]] = [
    ("2022—23", [23.33, 3.66]),
    ("2023—24", [22.0, 3.33]),
    ("2024—25", [20.66, 3.5]),
    ("2025—26", [6.66, 3.0]),
    ("2026—27", None),
]
JOBS = [
    {"name": "年审材料", "state": "queued", "percent": 0, "note": "前面还有2个任务，预计1分钟内开始。可以离开，做好了会通知你。"},
    {"name": "年审材料", "state": "running", "percent": 61.5, "label": "已完成59人，共96人", "note": "59/96人，剩约15秒。"},
    {"name": "年审材料", "state": "done", "percent": 100, "note": "合计与记录一致。"},
    {"name": "视频转码", "state": "failed", "percent": 62, "label": "停在62%", "note": "第2步失败：视频没有声音轨。试过3次。原文件还在。"},
]
TRIES = [("分数除法", "#q"), ("草原", "#q"), ("《童年》", "#q")]
SELECTS = [
    {"name": "stage", "label": "学段", "options": [("primary", "小学"), ("junior", "初中")], "value": "primary"},
    {"name": "subject", "label": "学科", "options": [("math", "数学"), ("chinese", "语文")], "value": "math"},
    {"name": "grade", "label": "年级", "options": [("6", "六年级"), ("5", "五年级")], "value": "6"},
    {"name": "edition", "label": "教材版本", "options": [("pep", "人教版")], "value": "pep"},
    {"name": "term", "label": "册次", "options": [("1", "上册"), ("2", "下册")], "value": "1"},
]
SUBJECTS = [
    {"code": "chinese", "name": "语文", "url": "#s", "count": 412, "note": "统编版"},
    {"code": "math", "name": "数学", "url": "#s", "count": 386, "note": "人教版"},
    {"code": "english", "name": "英语", "url": "#s", "count": 274, "note": "人教PEP版"},
    {"code": "science", "name": "科学", "url": "#s", "count": 1158, "note": "教科版"},
]
BRIEF = [
    {"kind": "这周讲", "answer": "异分母分数加、减法", "note": "6节课例，材料都能下载", "url": "#b"},
    {"kind": "本年度还差", "answer": "6.34学分", "note": "9.66/16，到6月30日还有41天", "url": "#b"},
    {"kind": "下一次研修", "answer": "5月28日周四14:00", "note": "青木小学录播教室，第三次磨课", "url": "#b"},
]
QUICK = [{"label": "收藏", "url": "#k", "count": "23节"}, {"label": "我的课", "url": "#k", "count": "3节"}, {"label": "申报证书", "url": "#k"}]
FACETS = [
    {
        "name": "subject",
        "label": "学科",
        "options": [
            {"value": "math", "label": "数学", "count": 96, "checked": True},
            {"value": "science", "label": "科学", "count": 3},
            {"value": "english", "label": "英语", "count": 0},
        ],
    },
    {"name": "level", "label": "入选级别（达到及以上）", "options": [{"value": "city", "label": "市级", "count": 14}], "more_url": "#m", "more_label": "其余3级"},
]
ACTIVE = [{"label": "数学", "url": "/styleguide/"}]
SORTS = [("best", "最相关"), ("book", "教材顺序"), ("new", "最近发布")]
INLINE_FACTS = [("学分", "5.50"), ("其中区级", "4.50"), ("面授", "3个半天")]
ICONS = "archive bell book-open calendar camera circle-check clock download file-text search shield-check user users video".split()
