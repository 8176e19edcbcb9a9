"""Which phones a case may run on: pure comparison of wants and facts."""

from collections.abc import Iterable, Mapping

from harness.farm.records import PhoneFacts, Wants


def fits(facts: PhoneFacts, wants: Wants) -> bool:
    """Whether the phone has every property that is wanted."""
    return why_not(facts, wants) is None


def why_not(facts: PhoneFacts, wants: Wants) -> str | None:
    """The first property that the phone lacks, in a few words; None when it fits."""
    low, high = wants.android_min or 0, wants.android_max or 10_000
    lacking = sorted(set(wants.capabilities) - set(facts.capabilities))
    checks = (
        (wants.profile in {None, facts.profile}, f"profile {facts.profile}"),
        (low <= facts.android <= high, f"Android {facts.android}"),
        (wants.vendor is None or wants.vendor.lower() in _makers(facts), facts.manufacturer),
        (wants.region in {None, facts.region}, f"region {facts.region}"),
        (not lacking, f"lacks {', '.join(lacking)}"),
        (not wants.calibrated or bool(facts.calibrated), "no calibration that found it fit"),
    )
    return next((why for holds, why in checks if not holds), None)


def _makers(facts: PhoneFacts) -> set[str]:
    return {facts.manufacturer.lower(), facts.brand.lower()}


def keys_for(facts: PhoneFacts, queues: Mapping[str, Wants]) -> list[str]:
    """The queues that this phone may serve."""
    return [key for key, wants in queues.items() if fits(facts, wants)]


def equals(first: PhoneFacts, others: Iterable[tuple[int, PhoneFacts]], most: int) -> list[int]:
    """Ids of up to ``most`` phones that may share the first one's launches."""
    found = [phone for phone, facts in others if facts.equal_to(first)]
    return found[: max(0, most)]
