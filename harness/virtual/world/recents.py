"""The overview of recent tasks."""

from harness.virtual.android.state import ActivityRecord, Task
from harness.virtual.world.desk import Desk, PageApp, Params
from harness.virtual.world.icons import icon_of

_NO_CARD = frozenset({"launcher", "recents"})


class Recents(PageApp):
    """Cards of the tasks, newest first; a touch opens one, a swipe up removes it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._at = 0

    def opened(self, record: ActivityRecord) -> None:
        """Begin at the newest."""
        del record
        self._at = 0

    def tasks(self) -> list[Task]:
        """Those that have a card."""
        return [
            task
            for task in self.desk.core.tasks
            if task.activities and task.activities[0].info.page not in _NO_CARD
        ]

    def words(self, record: ActivityRecord) -> Params:
        """Lines ``task id|label|letter|colour``, and which card is in the middle."""
        del record
        lines = []
        for task in self.tasks():
            package = self.desk.core.packages[task.activities[0].info.package]
            label = package.label.replace("|", " ")
            lines.append("|".join((str(task.id), label, *icon_of(package))))
        self._at = min(self._at, max(0, len(lines) - 1))
        return {"tasks": "\n".join(lines), "at": str(self._at)}

    def tapped(self, record: ActivityRecord, touch_id: str) -> None:
        """A card, "clear all", or the ground beside the cards."""
        word, _, rest = touch_id.partition(":")
        if word == "task":
            task = next((t for t in self.tasks() if str(t.id) == rest), None)
            if task is not None:
                self.desk.manager.stack.to_front(task)
                self.desk.finish(record)
        elif touch_id == "button:clearall":
            for task in self.tasks():
                self._remove(task)
            self.desk.finish(record)
        elif touch_id == "ground":
            self.desk.finish(record)

    def dragged(self, record: ActivityRecord, dx: float, dy: float, touch_id: str | None) -> bool:
        """Sideways the cards move on; upwards a card is thrown away."""
        del record
        word, _, rest = (touch_id or "").partition(":")
        if abs(dx) > abs(dy):
            self._at = max(0, self._at + (1 if dx > 0 else -1))
        elif dy < 0 and word == "task":
            for task in [t for t in self.tasks() if str(t.id) == rest]:
                self._remove(task)
        self.desk.changed()
        return True

    def _remove(self, task: Task) -> None:
        """The task goes, and the process that it alone needed."""
        packages = {record.info.package for record in task.activities}
        for record in list(reversed(task.activities)):
            self.desk.manager.stack.finish(record, "remove-task")
        left = {r.info.package for r in self.desk.manager.stack.records()}
        for name in packages - left:
            process = self.desk.manager.processes.of(name)
            if process is not None:
                self.desk.manager.processes.end(process, "remove task")
