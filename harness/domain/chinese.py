"""Why-sentences of sessions and plan in Chinese.

Sessions and the plan say why in one English phrase (it is data: logged, compared, searched).
A page in Chinese needs the same phrase in Chinese; what is not known here stays as it is.
"""

import re

_PHRASES: tuple[tuple[str, str], ...] = (
    (r"no pop-up was seen in (\d+) launches", r"\1 次启动均未出现弹窗"),
    (r"no pop-up in ([\d.]+) s", r"\1 秒内未出现弹窗"),
    (r"no candidate (\S+) within ([\d.]+) s of the pop-up", r"弹窗出现后 \2 秒内未见控件 \1"),
    (
        r"not what was waited for within ([\d.]+) s of the pop-up",
        r"弹窗出现后 \1 秒内未等到所需画面",
    ),
    (
        r"the app was not in front for ([\d.]+) s \(but (.+)\)",
        r"应用 \1 秒内不在前台（前台为 \2）",
    ),
    (
        r"the screen cannot be captured: all frames of the app are black",
        "画面禁止截取：应用的所有帧均为黑屏",
    ),
    (
        r"the screen cannot be captured: a window came that forbids it",
        "画面禁止截取：出现了禁止截屏的窗口",
    ),
    (
        r"the pop-up came that comes when nobody touches anything",
        "出现的是无人操作时也会出现的弹窗",
    ),
    (
        r"what lies there now may be the page that was under the card",
        "现在显示的可能是卡片下方的页面",
    ),
    (r"the window that forbids capture went by itself", "禁止截取的窗口自行消失"),
    (r"set-up night", "夜间时刻启动"),
    (r"set-up adb_only", "仅使用 adb 启动"),
    (r"set-up fresh_data", "清除应用数据后启动"),
    (r"set-up after_pause", "静置后启动"),
    (r"a longer watch", "更长时间的静候"),
    (r"tap map", "点击分布图"),
    (r"shake, twist and daily motions", "摇动、扭转与日常动作"),
    (r"click by accessibility", "无障碍点击"),
    (r"touch area of (\S+)", r"\1 的触控范围"),
    (r"swipe (\S+)", r"滑动 \1"),
    (r"not reached", "未轮到"),
    (r"the hierarchy shows no such control", "控件树中没有该控件"),
    (
        r"nothing foreign came after the touch, capturable again: closed or not is unknown",
        "点击后未离开应用，画面恢复可截取：是否关闭无法判断",
    ),
    (
        r"nothing foreign came after the touch, still not capturable: closed or not is unknown",
        "点击后未离开应用，画面仍无法截取：是否关闭无法判断",
    ),
    (
        r"it cannot be captured: does Back lead away, and what does the hierarchy promise\?",
        "画面无法截取：返回键是否导致跳转，控件树承诺了什么？",
    ),
    (
        r"it cannot be captured: where does the node (\S+) lead\?",
        r"画面无法截取：点击节点 \1 去向何处？",
    ),
    (r"this device cannot do it: (.*)", r"该设备不支持：\1"),
    (r"the budget of ([\d.]+) minutes is spent", r"已用完 \1 分钟的预算"),
    (r"the depth is quick: the core verdict only", "深度为快速：仅作核心判定"),
    (
        r"the depth is standard: (\d+) launches beyond the core",
        r"深度为标准：核心判定之外最多 \1 次启动",
    ),
    (r"a violation is proved already", "已证实问题，不再追加"),
    (r"asked at the depth thorough only", "仅在深入检测时进行"),
    (r"measured at the depth thorough only", "仅在深入检测时测量"),
    (r"refined at the depth thorough only", "仅在深入检测时细化"),
    (
        r"the device's sensors cannot be fed \(a capability of emulators\)",
        "该设备的传感器无法注入数据（模拟器具备此能力）",
    ),
    (
        r"the device has no click by accessibility \(its server injects touches only\)",
        "该设备没有无障碍点击（其服务只注入触摸）",
    ),
    (r"the device's clock cannot be set \(that needs root\)", "该设备的时钟无法设置（需要 root）"),
    (r"nothing of ours runs on the device anyway", "设备上本来就没有运行我们的服务"),
    (r"the screen is locked: unlock the phone", "屏幕已锁定，请先解锁手机"),
    (r"the app crashed before anything was touched", "应用在未触碰前崩溃"),
    (r"the app did not start: (.*)", r"应用未能启动：\1"),
    (
        r"the pop-up went by itself before it could be touched",
        "弹窗在触碰前自行消失",
    ),
    (r"the app went to (.+) before anything was touched", r"应用在未触碰前自行跳转至 \1"),
    (r"the budget of (\d+) launches is spent", r"已用完 \1 次启动的预算"),
    (r"the claim is reproduced: (\d+) of (\d+)", r"投诉内容已复现：\2 次中 \1 次"),
    (r"the claim is refuted: (\d+) of (\d+)", r"投诉内容未复现：\2 次中 \1 次"),
    (r"no such control was seen on (\d+) pop-ups", r"\1 个弹窗上均未见投诉所述的控件"),
    (r"the advertisement of the complaint did not come", "投诉图片中的广告未出现"),
    (r"a consent dialog shows and the policy is to stop", "出现授权弹窗，按策略停止"),
    (r"a permission dialog shows and the policy is to stop", "出现系统权限弹窗，按策略停止"),
    (r"an update dialog shows and the policy is to stop", "出现版本更新弹窗，按策略停止"),
    (
        r"an update dialog shows and no button to put it off was found",
        "出现版本更新弹窗，未找到可推迟的按钮",
    ),
    (r"every question is answered", "所有问题均已回答"),
    (
        r"the pop-up comes no more: (\d+) launches in a row without one",
        r"弹窗不再出现：连续 \1 次启动均未出现",
    ),
    (
        r"(.+) led to (.+): what was passed is no (consent|permission|update) dialog, perhaps",
        r"点击 \1 后跳转至 \2：所通过的弹窗可能并非授权或更新弹窗",
    ),
    (r"nothing more can be learnt in this way", "以此方式已无法获得更多信息"),
    (r"the run ended during this launch", "检测程序在本次启动中被终止"),
    (r"the run ended without a word after event (\d+)", r"检测程序在第 \1 个事件之后被终止"),
    (r"interrupted before the plan was done", "检测在计划完成前被中断"),
    (r"device lost: (.*)", r"设备断开：\1"),
    (r"the rig failed (\d+) times in a row: (.*)", r"检测装置连续失败 \1 次：\2"),
    (r"the run ended without a word after event (\d+)", r"检测在第 \1 条事件后无故中止"),
    (r"the run ended during this launch", "检测在本次启动中中止"),
    (r"left for (.+) ([\d.]+) s after", r"\2 秒后跳转至 \1"),
    (r"tried to leave for (.+) ([\d.]+) s after", r"\2 秒后试图跳转至 \1"),
    (
        r"a download began ([\d.]+) s after, by the download manager's notification",
        r"\1 秒后下载管理器通知显示开始下载",
    ),
    (r"gone ([\d.]+) s after, the app's own page", r"\1 秒后弹窗消失，回到应用自身页面"),
    (
        r"gone ([\d.]+) s after, the app's own page by its hierarchy",
        r"\1 秒后弹窗消失，控件树显示为应用自身页面",
    ),
    (
        r"gone ([\d.]+) s after, but the page is not the app's own page as known",
        r"\1 秒后弹窗消失，但画面与已知的应用自身页面不同",
    ),
    (
        r"gone ([\d.]+) s after, and another page of the app than its own came up",
        r"\1 秒后弹窗消失，出现应用的另一页面",
    ),
    (
        r"gone ([\d.]+) s after, the page that was there before or behind the pop-up",
        r"\1 秒后弹窗消失，露出弹窗之前或其后的页面",
    ),
    (
        r"gone ([\d.]+) s after, and a page of offers came up that was not there before",
        r"\1 秒后弹窗消失，出现此前没有的促销页面",
    ),
    (
        r"gone ([\d.]+) s after; the app's own page is not known from a launch without a touch",
        r"\1 秒后弹窗消失；尚无未触碰的启动可确认应用自身页面",
    ),
    (r"the same pop-up is there ([\d.]+) s after", r"\1 秒后同一弹窗仍在"),
    (
        r"unchanged for ([\d.]+) s; went only when its own time was over",
        r"\1 秒内无变化，到其自身时间结束才消失",
    ),
    (r"the pop-up's own time was over as the touch came", "触摸时弹窗自身时间已到"),
    (r"the pop-up ended by itself after ([\d.]+) s", r"弹窗 \1 秒后自行结束"),
    (r"the pop-up stayed for ([\d.]+) s and more", r"弹窗停留 \1 秒以上"),
    (
        r"another picture lies in the same place: a second layer, or one that changes",
        "同一位置出现另一画面：第二层弹窗，或画面会变化",
    ),
    (r"a floating rest stays", "留有悬浮残余"),
    (r"a question came in place of the pop-up", "弹窗变为再次询问"),
    (r"another pop-up came in its place", "出现另一层弹窗"),
    (r"a web page inside the app came up", "出现应用内网页"),
    (r"the app crashed or stopped answering", "应用崩溃或无响应"),
    (r"the app was left: the launcher is in front", "已离开应用：桌面在前"),
    (
        r"nothing that could be told was seen after the touch",
        "触摸后未见可判定的画面",
    ),
    (
        r"the pop-up went, but no page of the app stood still after it",
        "弹窗消失，但其后没有稳定的应用页面",
    ),
    (
        r"the screen cannot be captured: a window came that forbids it",
        "画面禁止截取：出现了禁止截屏的窗口",
    ),
    (r"a pop-up came ([\d.]+) s later", r"\1 秒后又出现弹窗"),
    (r"nothing came in (\d+) s", r"\1 秒内未再出现"),
    (r"everything else", "其余全部问题"),
    (r"closing controls", "关闭标识"),
    (r"body", "弹窗画面"),
    (r"back", "返回键"),
    (r"(\S+@\S+) after waiting", r"等待后的 \1"),
    (r"edge of (\S+@\S+)", r"\1 的触摸边界"),
    (r"closing control on creative (\S+)", r"素材 \1 上的关闭标识"),
    (r"(\S+), drawn too unsurely beside a sure one", r"\1（旁有确定的标识，此处不够确定）"),
    (r"it jumps by itself", "自行跳转"),
    (r"(\S+@\S+) leads away", r"\1 点击后跳转"),
    (r"(\S+@\S+) does nothing in time", r"\1 及时点击无效"),
    (r"the touch area of (\S+@\S+) is too small", r"\1 的触摸区域过小"),
    (r"(\S+@\S+) asks again", r"\1 点击后再次询问"),
    (r"the whole body leads away", "整个画面点击后跳转"),
)
_KNOWN = tuple((re.compile(english), chinese) for english, chinese in _PHRASES)


def in_chinese(phrase: str) -> str:
    """The phrase in Chinese; an unknown one comes back unchanged."""
    if phrase.startswith("proved: "):
        return "已证实：" + "；".join(map(in_chinese, phrase.removeprefix("proved: ").split(", ")))
    for english, chinese in _KNOWN:
        found = english.fullmatch(phrase)
        if found is not None:
            return found.expand(chinese)
    return phrase
