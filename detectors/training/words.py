"""What the drawn pages say: lines that are said everywhere, and those of each control."""

import numpy as np

PAGE_ZH = (
    "首页",
    "推荐",
    "我的",
    "消息",
    "发现",
    "购物车",
    "设置",
    "关于我们",
    "热门推荐",
    "今日头条",
    "猜你喜欢",
    "排行榜",
    "搜索",
    "全部订单",
    "优惠券",
    "收藏",
    "历史记录",
    "个人中心",
    "登录",
    "注册",
    "天气预报",
    "附近的人",
    "视频",
    "直播",
    "小说",
    "新闻",
    "音乐",
    "电影",
    "同城",
    "美食",
    "酒店",
    "机票",
    "火车票",
    "打车",
    "外卖",
    "充值",
    "转账",
    "理财",
    "信用卡",
    "会员中心",
    "客服",
    "意见反馈",
    "隐私设置",
    "清理缓存",
    "版本更新",
    "夜间模式",
    "字体大小",
    "通知",
    "闹钟",
    "倒计时",
    "计算器",
    "日历",
    "备忘录",
    "录音",
    "相册",
    "文件",
    "下载管理",
    "书架",
    "书城",
    "跳过片头",
    "跳绳打卡",
    "取消订单",
    "关闭闹钟",
    "取消收藏",
    "5秒前",
    "3s",
    "10分钟",
)
PAGE_EN = (
    "Home",
    "Search",
    "Settings",
    "Profile",
    "Messages",
    "My trips",
    "Explore",
    "Following",
    "Recently played",
    "New for you",
    "Log in",
    "Sign up",
    "Forgot password?",
    "Language",
    "About",
    "Notifications",
    "See all",
    "Weather",
    "Today",
    "Yesterday",
    "Share",
    "Add to cart",
    "Checkout",
    "Flights",
    "Cancel order",
    "Close account",
    "Skip intro",
    "Add alarm",
    "Delete",
    "Terms of Service",
    "Privacy",
    "Menu",
    "Gallery",
    "Contacts",
    "Calculator",
)
BODY_ZH = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
SKIP_ZH = ("跳过", "跳过", "跳过", "跳过广告", "跳過", "点击跳过", "跳过 >", "关闭广告", "跳过>>")
SKIP_TIMED = ("跳过 {n}", "跳过 {n}s", "{n}s 跳过", "{n} 跳过", "{n}s | 跳过", "跳过 | {n}", "{n}秒 跳过", "跳过({n})",
              "广告 {n}s | 跳过", "{n}秒后可跳过", "跳过 {n}S", "点击跳过 {n}", "Skip {n}", "Skip {n}s", "{n}s 关闭")  # fmt: skip
SKIP_EN = ("Skip", "Skip Ad", "Skip Ads", "SKIP", "Skip >", "SKIP AD", "Skip Ad >|")
COUNT = (
    "{n}",
    "{n}s",
    "{n}S",
    "{n}秒",
    "广告 {n}s",
    "Ad 0:0{n}",
    "Ad · {n}s",
    "{n} seconds remaining",
    "剩余{n}秒",
)
CTA_ZH = ("立即下载", "立即查看", "查看详情", "立即领取", "去看看", "点击查看", "了解更多", "立即抢购", "马上领取", "打开应用", "立即体验",
          "点击打开小程序", "立即更新", "去开启", "立即购买", "一键领取", "开心收下", "立即参与", "免费领取", "去参加", "立即升级", "立即登录",
          "点击跳转详情页或第三方应用", "点击跳转至第三方应用", "滑动或点击了解更多", "点击进入详情页", "跳转至第三方应用 >", "下载或跳转第三方应用",
          "前往应用", "立即预约", "立即加入", "开启通知", "立即续费", "限时抢购")  # fmt: skip
CTA_EN = ("INSTALL", "Install", "INSTALL NOW", "Install Now", "Download", "GET", "Open", "Learn More", "Shop Now", "Play Now",
          "Sign Up", "Try Now", "Get Offer", "Yes", "RATE", "Subscribe", "Update", "Visit Site", "Get Started")  # fmt: skip
DISMISS_ZH = ("取消", "拒绝", "以后再说", "暂不更新", "下次再说", "我知道了", "残忍拒绝", "不感兴趣", "稍后再说", "不了，谢谢", "再想想", "忽略此版本",
              "暂不开启", "稍后提醒", "不用了", "下次")  # fmt: skip
DISMISS_EN = (
    "No Thanks",
    "NO THANKS",
    "No, thanks",
    "Not now",
    "NOT NOW",
    "Later",
    "Maybe later",
    "CANCEL",
    "Cancel",
    "No",
    "Dismiss",
    "DENY",
)
AGREE = ("同意", "同意并继续", "我同意", "同意并进入", "Agree", "Accept")
DISAGREE = ("不同意", "不同意并退出", "拒绝", "退出应用", "仅浏览", "Disagree", "Decline")
AD = (
    "广告",
    "广告",
    "广告",
    "广告 ⓘ",
    "AD",
    "Ad",
    "Advertisement",
    "Sponsored",
    "廣告",
    "广告 |",
    "互动广告",
)
GESTURE = ("摇一摇", "摇动手机", "扭动手机", "扭一扭", "向上滑动", "上滑查看详情", "摇一摇 跳转详情页或第三方应用", "滑动手机跳转", "向右滑动",
           "Swipe up", "Shake your phone", "摇动或点击了解更多", "前倾手机", "滑动屏幕 了解更多")  # fmt: skip
CLAIM_ZH = ("限时福利", "新人专享", "恭喜获得", "现金红包", "最高立减", "签到领好礼", "买三送一", "会员专享", "发现新版本", "青少年模式", "开启消息通知",
            "看视频领好礼", "周年庆典", "双十一狂欢", "免费试听", "全场五折", "美好生活", "新品上市", "官方正品", "百亿补贴", "重磅福利", "手机卡顿",
            "内存已满", "邀请好友", "0元免费练", "9.9元包邮")  # fmt: skip
CLAIM_EN = ("Fresh offers delivered", "The King's Return", "Free music", "Shop & save money", "Audiobooks", "Build your empire", "FREE",
            "New arrivals", "Puzzle Blast", "Up to 80% off", "Hotels & Flights", "Wish - Shopping", "Live video")  # fmt: skip


def line(rng: np.random.Generator, chinese: bool, least: int = 2, most: int = 16) -> str:
    """Some words of running text."""
    if chinese:
        count = int(rng.integers(least, most + 1))
        return "".join(BODY_ZH[int(i)] for i in rng.integers(0, len(BODY_ZH), count))
    letters = "etaoinshrdlucmfwypvbgk"
    words = []
    for _ in range(max(1, int(rng.integers(least, most + 1)) // 3)):
        size = int(rng.integers(2, 9))
        words.append("".join(letters[int(i)] for i in rng.integers(0, len(letters), size)))
    return " ".join(words).capitalize()
