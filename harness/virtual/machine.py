"""All that stands behind one adbd: the phone, its files, its ports."""

import dataclasses

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.filesystem import FileSystem
from harness.virtual.ports import Ports
from harness.virtual.proc import add_processes
from harness.virtual.shell.jobs import Job


@dataclasses.dataclass
class Machine:
    """One phone with what the shell and the services need beside the Android model."""

    phone: PhoneFacade
    fs: FileSystem
    ports: Ports = dataclasses.field(default_factory=Ports)
    jobs: dict[int, Job] = dataclasses.field(default_factory=dict)
    """Running shells and background jobs, by pid."""

    def __post_init__(self) -> None:
        """Its processes are in ``/proc``."""
        add_processes(self.fs, self.phone, self.jobs)

    @property
    def is_root(self) -> bool:
        """Does adbd run as root?"""
        return self.phone.props.get("service.adb.root") == "1"
