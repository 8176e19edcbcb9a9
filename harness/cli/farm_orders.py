"""What `submit` and `schedule add` have in common: options that make orders."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness.cli.policies import consent_option, updates_option
from harness.domain.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from harness.farm.records import Order


def order_options(function: Any) -> Any:
    """What `submit` and `schedule add` have in common."""
    options = (
        click.argument("apps", nargs=-1, required=True, metavar="PACKAGE|APK..."),
        click.option("--profile", "profiles", multiple=True, help="Device profile (repeatable)."),
        click.option("--region", "regions", multiple=True, help="Label (repeatable)."),
        click.option("--android", metavar="RANGE", help="As 12, 12-14, 12- or -14."),
        click.option("--vendor", help="Manufacturer or brand."),
        click.option("--capability", "capabilities", multiple=True, metavar="NAME",
                     help="As shakes, event_log, records_video (repeatable)."),
        click.option("--calibrated", is_flag=True, help="Only phones found fit."),
        click.option("--phones", default=1, show_default=True, type=click.IntRange(1),
                     help="Equal phones that may share a case's launches."),
        click.option("--depth", default="standard", show_default=True,
                     type=click.Choice(["quick", "standard", "thorough"])),
        click.option("--launches", default=40, show_default=True, type=click.IntRange(1, 500)),
        click.option("--minutes", type=click.FloatRange(0.5)),
        click.option("--seed", default=0, show_default=True, type=int),
        consent_option,
        updates_option,
        click.option("--rules", type=click.Choice(["cn", "play", "vn", "eu"])),
        click.option("--priority", default=0, show_default=True, type=int,
                     help="Higher goes first."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def orders_of(engine: "Engine", given: dict[str, Any], repeat: int = 1) -> "list[Order]":
    """The cases that were asked for: every app on every profile in every region."""
    from harness.farm.records import Order, Wants, android_range  # noqa: PLC0415
    from harness.farm.submitting import matrix  # noqa: PLC0415

    low, high = android_range(given["android"])
    wants = Wants(
        android_min=low,
        android_max=high,
        vendor=given["vendor"],
        capabilities=tuple(sorted(given["capabilities"])),
        calibrated=given["calibrated"],
    )
    same = (
        "phones",
        "depth",
        "launches",
        "minutes",
        "seed",
        "consent",
        "updates",
        "rules",
        "priority",
    )
    orders = []
    for app in given["apps"]:
        package, apk = _app(engine, app)
        base = Order(package=package, apk=apk, wants=wants, **{name: given[name] for name in same})
        orders += matrix(base, [package], given["profiles"], given["regions"], repeat)
    return orders


def _app(engine: "Engine", app: str) -> tuple[str, str | None]:
    """Package and, of an APK, its key on the shelf."""
    if not app.endswith(".apk"):
        return app, None
    from harness.device.apk import package_of  # noqa: PLC0415
    from harness.farm.database import acting, settings_of  # noqa: PLC0415
    from harness.farm.shelf import Shelf  # noqa: PLC0415

    path = Path(app)
    if not path.is_file():
        raise UsageError(f"{app}: no such file; give a package name or a path to an APK")
    package = package_of(path)
    if package is None:
        raise UsageError(f"{app}: not an APK (no readable manifest); give another file")
    with acting(engine) as db:
        store = settings_of(db).store
    return package, Shelf(store).put(path, ".apk")
