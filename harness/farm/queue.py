"""procrastinate's queue inside our own transactions.

procrastinate brings the tables, the fetching (``FOR UPDATE SKIP LOCKED``), the locks, the
workers' heartbeats and the retries. Its worker loop is not used: it would finish a job in a
transaction of its own, and here the job's end and the ledger's row are one.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from procrastinate import SyncPsycopgConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.sql import queries
from sqlalchemy.engine import Connection

TASK = "taptruth.case"
CHANNEL = "procrastinate_any_queue_v1"
"""PostgreSQL notifies on it when a job comes or is to be aborted."""


def defer(db: Connection, key: str, case: int, priority: int) -> int:
    """Queue a case; the job's number."""
    manager = JobManager(SyncPsycopgConnector())
    job = Job(
        queue=key, lock=None, queueing_lock=None, task_name=TASK, priority=priority,
        task_kwargs={"case": case},
    )  # fmt: skip
    made = manager.defer_job(job, connection=db.connection.driver_connection)
    assert made.id is not None
    return made.id


def fetch(db: Connection, keys: Iterable[str], worker: int) -> int | None:
    """Take the next job of those queues for that worker; None where there is none."""
    row = _one(db, "fetch_job", queues=list(keys), worker_id=worker)
    return None if row is None or row.id is None else int(row.id)


def lock_phone(db: Connection, job: int, phone: int) -> None:
    """Put the job under the phone's lock: the engine refuses a second one that is running."""
    db.exec_driver_sql(
        "UPDATE procrastinate_jobs SET lock = %(lock)s WHERE id = %(id)s",
        {"lock": f"phone:{phone}", "id": job},
    )


def finish(db: Connection, job: int, *, succeeded: bool) -> None:
    """End a job, whatever worker had it."""
    status = Status.SUCCEEDED if succeeded else Status.FAILED
    _one(db, "finish_job", job_id=job, status=status.value, delete_job=False)


def retry(db: Connection, job: int, at: dt.datetime | None = None) -> None:
    """Put a running job back, to be fetched from ``at`` on; its phone's lock is given back."""
    db.exec_driver_sql("UPDATE procrastinate_jobs SET lock = NULL WHERE id = %(id)s", {"id": job})
    _one(
        db, "retry_job", job_id=job, retry_at=at, new_priority=None, new_queue_name=None,
        new_lock=None,
    )  # fmt: skip


def cancel(db: Connection, job: int) -> None:
    """Cancel a waiting job; ask for the end of a running one."""
    _one(db, "cancel_job", job_id=job, abort=True, delete_job=False)


def register(db: Connection) -> int:
    """A new worker's number."""
    row = _one(db, "register_worker")
    assert row is not None
    return int(row[0])


def beat(db: Connection, worker: int) -> bool:
    """Renew a worker's lease; False when it had been taken away."""
    _one(db, "update_heartbeat", worker_id=worker)
    found = db.exec_driver_sql(
        "SELECT 1 FROM procrastinate_workers WHERE id = %(id)s", {"id": worker}
    )
    return found.first() is not None


def unregister(db: Connection, worker: int) -> None:
    """Forget a worker that ends."""
    _one(db, "unregister_worker", worker_id=worker)


def stalled(db: Connection, lease_s: float) -> list[int]:
    """Running jobs whose worker has been silent for longer, or is gone."""
    rows = db.exec_driver_sql(
        queries["select_stalled_jobs_by_heartbeat"],
        {"queue": None, "task_name": TASK, "seconds_since_heartbeat": lease_s},
    )
    return [int(row.id) for row in rows]


def prune(db: Connection, lease_s: float) -> list[int]:
    """Take the lease of silent workers away; their numbers."""
    rows = db.exec_driver_sql(
        queries["prune_stalled_workers"], {"seconds_since_heartbeat": lease_s}
    )
    return [int(row[0]) for row in rows]


def _one(db: Connection, name: str, **arguments: Any) -> Any:
    return db.exec_driver_sql(queries[name], arguments).first()


def adopt(db: Connection, job: int, worker: int) -> None:
    """Let a running job be the charge of another worker: its host began anew."""
    db.exec_driver_sql(
        "UPDATE procrastinate_jobs SET worker_id = %(worker)s WHERE id = %(id)s",
        {"worker": worker, "id": job},
    )


def unlock(db: Connection, job: int) -> None:
    """Give the phone's lock back while the job goes on without it (uploading)."""
    db.exec_driver_sql("UPDATE procrastinate_jobs SET lock = NULL WHERE id = %(id)s", {"id": job})


def abort_requested(db: Connection, job: int) -> bool:
    """Whether somebody has asked for the end of that running job."""
    found = db.exec_driver_sql(
        "SELECT abort_requested FROM procrastinate_jobs WHERE id = %(id)s", {"id": job}
    )
    return bool(found.scalar())


def abort(db: Connection, job: int) -> None:
    """End a job whose end was asked for."""
    _one(db, "finish_job", job_id=job, status=Status.ABORTED.value, delete_job=False)
