"""What a sealed bundle has for the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harness.domain.errors import EvidenceError
from harness.domain.finding import Judgement
from harness.domain.trial import Case

if TYPE_CHECKING:
    from harness.evidence.reader import Bundle
    from harness.ledger import Tried


class Sealed(NamedTuple):
    """What a sealed bundle has for the ledger; ``digest`` is its manifest's."""

    case: Case
    judgement: Judgement
    digest: str
    tried: "Tried | None"


def read_sealed(path: Path) -> Sealed:
    """What a sealed bundle that holds has for the ledger; raises where it does not hold."""
    from harness.evidence.reader import open_bundle  # noqa: PLC0415  loads OpenCV
    from harness.evidence.verify import verify  # noqa: PLC0415

    with open_bundle(path) as bundle:
        if bundle.seal_info is None:
            raise EvidenceError(f"{path}: not sealed; type: taptruth seal {path}")
        verify(path)
        if bundle.judgement is None:
            raise EvidenceError(f"{path}: was not judged, so there are no findings to add")
        digest = bundle.seal_info["statement"]["manifest_sha256"]
        return Sealed(bundle.case, bundle.judgement, f"sha256:{digest}", _tried(bundle))


def _tried(bundle: "Bundle") -> "Tried | None":
    from harness.ledger import Tried  # noqa: PLC0415
    from harness.run.complaints import claim_of, given_of  # noqa: PLC0415

    result, given = claim_of(bundle), given_of(bundle)
    if result is None:
        return None
    said = given.claim.said if given else None
    return Tried(said=said or result.kind, result=result, number=given.number if given else None)
