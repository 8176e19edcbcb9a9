"""Who may connect: nobody is asked, a key is accepted, or everybody is refused.

The host signs a 20-byte token as if it were a SHA-1 digest (RSA-2048, PKCS#1 v1.5). Its public
key comes as base64 of Android's struct: words, n0inv, modulus, rr, exponent, little-endian.
"""

import base64
import binascii
import os
import struct
from typing import Literal

Mode = Literal["none", "accept-key", "unauthorized", "offline"]
"""``offline`` = the daemon takes the connection and never answers."""

TOKEN, SIGNATURE, PUBLIC_KEY = 1, 2, 3
WORDS = 64
SIZE = WORDS * 4
SHA1_PREFIX = bytes.fromhex("3021300906052b0e03021a05000414")


def public_key(payload: bytes) -> tuple[int, int] | None:
    """Modulus and exponent of an AUTH(3) payload; None when it is no such key."""
    try:
        blob = base64.b64decode(payload.rstrip(b"\0").split(b" ")[0], validate=True)
    except (binascii.Error, IndexError):
        return None
    if len(blob) != 8 + 2 * SIZE + 4 or struct.unpack_from("<I", blob)[0] != WORDS:
        return None
    return int.from_bytes(blob[8 : 8 + SIZE], "little"), struct.unpack_from("<I", blob, 524 - 4)[0]


def is_signed(token: bytes, signature: bytes, key: tuple[int, int]) -> bool:
    """Did this key sign the token?"""
    modulus, exponent = key
    opened = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(SIZE, "big")
    ending = b"\0" + SHA1_PREFIX + token
    return opened == b"\0\1" + b"\xff" * (SIZE - 2 - len(ending)) + ending


class Gate:
    """Decides over one daemon's connections; accepted keys are remembered."""

    def __init__(self, mode: Mode = "none") -> None:
        self.mode = mode
        self._keys: set[tuple[int, int]] = set()

    def token(self) -> bytes:
        """A new challenge."""
        return os.urandom(20)

    def signature_opens(self, token: bytes, signature: bytes) -> bool:
        """Is it the signature of a key accepted before?"""
        return self.mode == "accept-key" and any(
            is_signed(token, signature, key) for key in self._keys
        )

    def key_opens(self, payload: bytes) -> bool:
        """Does the person at the phone press "allow" for this key?"""
        key = public_key(payload)
        if self.mode != "accept-key" or key is None:
            return False
        self._keys.add(key)
        return True
