"""The worker's figures for Prometheus; names begin with ``taptruth_farm_``."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

PREFIX = "taptruth_farm_"
SECONDS = (5, 10, 20, 40, 60, 120, 240, 480, 900, 1800)


class Metrics:
    """One worker's figures in a registry of its own."""

    def __init__(self, host: str) -> None:
        self.registry = CollectorRegistry()
        to = self.registry
        self.tries = Counter(
            f"{PREFIX}tries", "Tries that ended here.", ["outcome", "blame"], registry=to
        )
        self.case_s = Histogram(
            f"{PREFIX}case_seconds", "From the claim of a case to its end on the phone.",
            buckets=SECONDS, registry=to,
        )  # fmt: skip
        self.store_s = Histogram(
            f"{PREFIX}store_seconds", "Upload, check and commit of one bundle.",
            buckets=(0.1, 0.5, 1, 5, 10, 30, 60, 300), registry=to,
        )  # fmt: skip
        self.stored_bytes = Counter(f"{PREFIX}stored_bytes", "Of bundles stored.", registry=to)
        self.phones = Gauge(f"{PREFIX}phones", "Phones of this host.", ["state"], registry=to)
        self.waiting = Gauge(f"{PREFIX}waiting_uploads", "Results not stored yet.", registry=to)
        self.disk_used = Gauge(f"{PREFIX}disk_used_bytes", "Of the work folder.", registry=to)
        self.disk_quota = Gauge(
            f"{PREFIX}disk_quota_bytes", "Bound of the work folder.", registry=to
        )
        self.cases = Gauge(f"{PREFIX}cases", "Cases of the whole farm.", ["state"], registry=to)
        self.beat_s = Gauge(
            f"{PREFIX}last_heartbeat_timestamp_seconds",
            "When the lease was last renewed.",
            registry=to,
        )
        self.database_errors = Counter(
            f"{PREFIX}database_errors", "Times the database did not answer.", registry=to
        )
        self.shelf_errors = Counter(
            f"{PREFIX}shelf_errors", "Times the shelf did not take a bundle.", registry=to
        )
        info = Gauge(f"{PREFIX}host_info", "Which host this is.", ["host"], registry=to)
        info.labels(host=host).set(1)

    def serve(self, port: int, address: str) -> None:
        """Answer ``/metrics`` on a thread of its own until the process ends."""
        start_http_server(port, addr=address, registry=self.registry)
