"""All that stands behind one adbd: the phone, its files, its ports."""

import dataclasses

from harness.virtual.android.facade import PhoneFacade
from harness.virtual.filesystem import FileSystem
from harness.virtual.ports import Ports


@dataclasses.dataclass
class Machine:
    """One phone with what the shell and the services need beside the Android model."""

    phone: PhoneFacade
    fs: FileSystem
    ports: Ports = dataclasses.field(default_factory=Ports)

    @property
    def is_root(self) -> bool:
        """Does adbd run as root?"""
        return self.phone.props.get("service.adb.root") == "1"
