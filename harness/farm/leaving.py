"""What a failed or killed try had seen: sealed where nobody has, packed, kept as evidence."""

from pathlib import Path

from harness.domain.errors import EvidenceError, UsageError
from harness.evidence.format import SEAL
from harness.evidence.packing import pack
from harness.evidence.seal import seal
from harness.farm.claiming import Claim
from harness.farm.shelf import digest_of
from harness.farm.workspace import Told, leave


def leave_partial(work: Path, claim: Claim, bundle: Path) -> bool:
    """Seal (where nobody has) and pack what a failed try left; False where there is nothing."""
    try:
        if not (bundle / SEAL).exists():
            seal(bundle)
        packed = bundle.with_name("bundle.zip")
        packed.unlink(missing_ok=True)
        pack(bundle, packed)
        told = Told(
            try_id=claim.try_id,
            case_number=claim.case,
            serial=claim.serials[0],
            digest=digest_of(packed),
            bytes=packed.stat().st_size,
        )
        leave(work, told, packed)
    except (EvidenceError, UsageError, OSError):
        return False
    return True
