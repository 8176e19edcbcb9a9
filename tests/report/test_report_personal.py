"""Personal text: what is masked, and what is left."""

import msgspec
import pytest
from case_builder import HOP, violating
from hypothesis import given
from hypothesis import strategies as st

from harness.report.personal import MASK, found, masked, masked_record


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请拨打 13800138000 联系我们", "phone"),
        ("+86 138-0013-8000", "phone"),
        ("已发送至138****8000", "phone"),
        ("１３８００１３８０００", "phone"),
        ("010-62283456", "phone"),
        ("证件 11010519491231002X", "id_number"),
        ("卡号 4111 1111 1111 1111", "bank_card"),
        ("me.too+ads@example.com", "email"),
        ("车牌 京A·12345", "plate"),
        ("昵称：小明同学", "account"),
        ("UID: 88997766", "account"),
        ("https://a.example/x?imei=861234&from=app", "account"),
        ("收货人：张三", "name"),
        ("张先生，您好", "name"),
    ],
)
def test_personal_text_is_found_by_its_kind(text: str, kind: str) -> None:
    """Numbers, names and accounts of a person are told, in plain and full-width letters."""
    assert kind in {told for told, _, _ in found(text)}
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "¥2999 立即抢购",
        "全新旗舰 X90",
        "2026-11-27 23:58:13",
        "1024 x 768",
        "跳过 3",
        "1234 5678 9012 3456",
        "com.example.shop/com.example.shop.MainActivity",
        "exampleshop://item/1024?from=wallpaper",
        "先生缘",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    """Prices, dates, versions, packages and numbers that are no card are no one's."""
    assert masked(text) == text


def test_only_the_personal_part_of_an_address_is_masked() -> None:
    """Where a jump led stays readable."""
    assert (
        masked("https://a.example/x?imei=8612&from=app")
        == f"https://a.example/x?imei={MASK * 4}&from=app"
    )


@given(st.text(max_size=60))
def test_masking_keeps_length_and_leaves_nothing_to_find(text: str) -> None:
    """Masking is letter for letter, and done once it is done."""
    once = masked(text)
    assert len(once) == len(text)
    assert masked(once) == once or MASK in once


def test_records_are_masked_in_their_words_alone() -> None:
    """Digests, keys and numbers of a case stay; the intent's data loses the account."""
    hop = msgspec.structs.replace(HOP, data_uri="https://ad.example.com/?phone=13800138000")
    case, _, _ = violating(hop=hop)
    counted: list[int] = []
    made = masked_record(case, lambda: counted.append(1))
    told = [
        h.data_uri
        for t in made.trials
        if t.result and t.result.outcome
        for h in t.result.outcome.hops
    ]
    assert set(told) == {f"https://ad.example.com/?phone={MASK * 11}"}
    assert len(counted) == 7
    assert (made.id, made.app, made.device) == (case.id, case.app, case.device)
    assert [t.frames for t in made.trials] == [t.frames for t in case.trials]
