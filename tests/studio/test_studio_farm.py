"""A farm on the page, on a real PostgreSQL server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from studio_rig import Rig

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))
sys.path.insert(0, str(Path(__file__).parents[1] / "farm"))
from bundle_builder import whole_bundle
from farm_phones import phone
from ledger_cases import case_of, judged

from harness.evidence.packing import pack
from harness.farm import hosts
from harness.farm.claiming import claim
from harness.farm.database import acting, settings_of, writing
from harness.farm.finishing import Result, finish
from harness.farm.records import Health, Order
from harness.farm.shelf import Shelf as Store
from harness.farm.submitting import submit
from harness.studio.farm_routes import FarmRoutes

pytest_plugins = ("farm_places",)
FLAT = Health(battery_percent=3)


@pytest.fixture
def rig(farm: Engine, tmp_path: Path) -> Iterator[Rig]:
    """A farm of two phones, one of them flat; one case finished, one that waits."""
    one, flat = phone("p1"), phone("p2", health=FLAT)
    with acting(farm) as db:
        me = hosts.register(db, "h1", "north", quota_bytes=10**9)
        hosts.announce(db, me.host, (one, flat))
        orders = [Order(package="com.example.app"), Order(package="com.example.next")]
        submit(db, orders, name="test", who="tester")
        claimed = claim(db, me, {"p1": one})
        assert claimed is not None
        store = settings_of(db).store
    whole_bundle(tmp_path / "bundle", tmp_path / "key")
    pack(tmp_path / "bundle", tmp_path / "b.zip")
    done = Result(
        case=case_of("a"),
        judgement=judged(C03__close__top_right="violation"),
        manifest_sha256="0" * 64,
        digest="sha256:a",
        bundle=Store(store).put(tmp_path / "b.zip", ".zip"),
        host="h1",
    )
    with writing(farm) as db:
        finish(db, claimed.try_id, done)
    routes = FarmRoutes(farm)
    yield Rig(tmp_path, more=(routes,))
    routes.close()


def test_hosts_phones_queues_and_cases_are_told(rig: Rig) -> None:
    """With the health of each phone, and why one is not fit."""
    told = rig.inside.get("/api/farm").data
    assert [host["name"] for host in told["hosts"]] == ["h1"]
    phones = {row["serial"]: row for row in told["phones"]}
    assert phones["p2"]["health"]["battery_percent"] == 3
    assert "charge it" in phones["p2"]["why"]
    assert told["counts"]["finished"] == 1
    assert sum(row["queued"] for row in told["queues"]) == 1
    rows = rig.inside.get("/api/farm/cases?state=finished").data["rows"]
    assert [row["verdict"] for row in rows] == ["violation"]
    assert rig.inside.get("/api/farm/cases?app=next").data["rows"][0]["state"] == "queued"
    assert rig.inside.get("/api/farm/cases?state=nonsense").status == 400


def test_a_cases_report_comes_from_the_farms_shelf(rig: Rig) -> None:
    """Fetched, checked, boxed in like any report; a case without a bundle says so."""
    cases = {row["state"]: row["id"] for row in rig.inside.get("/api/farm/cases").data["rows"]}
    told = rig.inside.get(f"/report/farm/{cases['finished']}?lang=en")
    assert told.status == 200
    assert told.headers["content-security-policy"].startswith("sandbox allow-scripts;")
    assert "com.example.app" in told.text
    whole = rig.inside.get(f"/api/farm/cases/{cases['finished']}").data
    assert [it["outcome"] for it in whole["attempts"]] == ["stored"]
    assert rig.inside.get(f"/report/farm/{cases['queued']}").status == 400
    assert rig.inside.get("/report/farm/9999").status == 400
