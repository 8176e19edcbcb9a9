"""Where Android's versions print the same facts differently: one record an API level.

A formatter asks the dialect and never compares API levels itself, so that a further level is
a further threshold here. Sources: device-facts §3 and AOSP's dump methods of each release.
"""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """Line shapes of one API level (23 … 36)."""

    api: int

    # --- dumpsys activity ------------------------------------------------------
    @property
    def tasks_are_containers(self) -> bool:
        """Tasks are printed as ``Task{…}`` without stacks around them (Android 11)."""
        return self.api >= 30

    @property
    def top_resumed(self) -> bool:
        """``topResumedActivity=`` and ``Resumed:`` instead of ``mResumedActivity:``."""
        return self.api >= 31

    @property
    def focused_activity_line(self) -> bool:
        """``mFocusedActivity: `` at the end (until Android 7.1)."""
        return self.api <= 25

    @property
    def records_close_early(self) -> bool:
        """``ActivityRecord{… pkg/.Class} t57}``: a brace too many (Android 13 and 14)."""
        return self.api in (33, 34)

    @property
    def hist(self) -> str:
        """The head of a history entry; newer versions pad the number."""
        return "Hist  #" if self.tasks_are_containers else "Hist #"

    @property
    def root_key(self) -> str:
        """Key that says whether an activity is the root of its task."""
        return "rootOfTask" if self.api >= 31 else "frontOfTask"

    @property
    def component_key(self) -> str:
        """Key of an activity's component inside its record."""
        return "mActivityComponent" if self.api >= 29 else "realActivity"

    @property
    def launched_from_feature(self) -> bool:
        """``launchedFromFeature=`` stands in the launch line (Android 11)."""
        return self.api >= 30

    # --- dumpsys window --------------------------------------------------------
    @property
    def focus_in_windows(self) -> bool:
        """``dumpsys window windows`` has ``mCurrentFocus`` (until Android 9)."""
        return self.api <= 28

    @property
    def app_tokens(self) -> bool:
        """The focused app is an ``AppWindowToken`` instead of an ``ActivityRecord``."""
        return self.api <= 29

    @property
    def attrs_by_name(self) -> bool:
        """Window types and flags are printed by name instead of number (Android 8)."""
        return self.api >= 26

    @property
    def frames_on_one_line(self) -> bool:
        """``frame=`` stands in ``Frames:`` instead of a line ``mFrame=`` (Android 11)."""
        return self.api >= 30

    @property
    def root_task_id(self) -> str:
        """Key of the window's task."""
        return "rootTaskId" if self.api >= 31 else "stackId"

    @property
    def notification_shade(self) -> bool:
        """The shade is a window of its own (Android 11)."""
        return self.api >= 30

    @property
    def cutouts(self) -> bool:
        """``dumpsys window displays`` tells what is cut out of the display (Android 9)."""
        return self.api >= 28

    # --- dumpsys package -------------------------------------------------------
    @property
    def app_id_key(self) -> str:
        """Key of a package's app id."""
        return "appId" if self.api >= 33 else "userId"

    @property
    def signature_version(self) -> bool:
        """``PackageSignatures`` names a scheme version and past signatures (Android 9)."""
        return self.api >= 28

    # --- am, pm, screencap, monkey ---------------------------------------------
    @property
    def launch_state(self) -> bool:
        """``am start -W`` prints ``LaunchState:`` (Android 10) instead of ``ThisTime:``."""
        return self.api >= 29

    @property
    def shell_names_itself(self) -> bool:
        """``am`` gives ``com.android.shell`` as the calling package (Android 10)."""
        return self.api >= 29

    @property
    def exceptions_with_trace(self) -> bool:
        """``cmd`` prints ``Exception occurred while executing`` with the trace (Android 10)."""
        return self.api >= 29

    @property
    def screencap_color_space(self) -> bool:
        """Raw captures carry a fourth header word (Android 9)."""
        return self.api >= 28

    @property
    def monkey_needs_physical_keys(self) -> bool:
        """On emulators monkey aborts for want of system keys (Android 15)."""
        return self.api >= 35

    # --- hierarchy -------------------------------------------------------------
    @property
    def node_drawing_order(self) -> bool:
        """Nodes have ``drawing-order`` (Android 7)."""
        return self.api >= 24

    @property
    def node_hint(self) -> bool:
        """Nodes have ``hint`` (Android 8)."""
        return self.api >= 26

    @property
    def node_display_id(self) -> bool:
        """Nodes have ``display-id`` (Android 11)."""
        return self.api >= 30
