"""The key that signs the APKs of scripted apps: public, as Android's own test keys are.

It protects nothing. It lets a scripted app carry a signature as every app does, so that
signers can be read, and an update by another signer be refused. Signing is RSA (PKCS #1 v1.5
with SHA-256) in whole numbers: equal bytes give equal signatures, and no library is loaded.
"""

import base64
import functools
import hashlib

CERTIFICATE = base64.b64decode(
    "MIIC3TCCAcWgAwIBAgIBATANBgkqhkiG9w0BAQsFADAxMS8wLQYDVQQDDCZUYXBUcnV0aCBzYW1wbGUgYXBw"
    "cyAocHVibGljIHRlc3Qga2V5KTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowMTEvMC0GA1UE"
    "AwwmVGFwVHJ1dGggc2FtcGxlIGFwcHMgKHB1YmxpYyB0ZXN0IGtleSkwggEiMA0GCSqGSIb3DQEBAQUAA4IB"
    "DwAwggEKAoIBAQDtrwOHpBLfb/41d8DWpFM7O4Lon0B+j43JHSl7oUFxPXPSFy67uY0t+HqRja6/GvK6MIYc"
    "0p7ENDMCR7VUP9HWVsWakum1BmNQoxHWXRZMgcO6oFfPqWHUwK/rF5tO5qSiaa9F65W3kn+K7Webd3R0ZhtJ"
    "jSJa9BjnACjS09iH+ej2uuhP84hfwHAzHP2Tnd/SlYuEhSHYpqKOSc6Hfig38VI6VTclK/P+aqsivXk3Cj89"
    "mfrIoCIWRGOtCaCOVBnTb2/ILY0Llg544p4PLOvBTgQzyCRj6UN/5ZamKpg+hlkvadEqaPYxlwxJP+HOy15M"
    "2TpBjAMMqj1ur0P8C1VPAgMBAAEwDQYJKoZIhvcNAQELBQADggEBANDsDsT1XqWfmLAHxa8XZDBkdRkE4CHH"
    "kv2L418lr5ab5tNn5gIGVXHE5GQRftM8FFt/RorcHBKE09pS23+JkRRlyjYI4Q9Zr2SKyFoQFb2bz9PuCp54"
    "Va9oqCb80O2Q4EYZGdtrGFDJn8aMSyXA5fl5JJ0ehRy6FY+Q9fiYL2mb2yJ1pJ2YUmE3IfR91hvl+eiRbk8z"
    "EVXTC1xvnjVqFsyytK0fhAEvLlJCKCirGA8XQTZifxQNVcbj1g7P2zvEOeFnopSIE+W0O1z6s98tXuozxSED"
    "cnDvMd+XObXHEtx3PvgVbAlN+7LGi0xiGL1kcEoF7ivEoPbauF/SM3bbms0="
)
P = int(
    "ffbcc7ab27debf176efb363ec68899512c87de45f72e150af3a1b4a082e8c444b256ce3e04f6b106d9cf"
    "cf578fdb57dbd3fb58a4a220b9b657d6cfa0c1155c1217e6a35345196275e7bbbc6c3c17fa8dff619d7b"
    "f81ae7488ea7c7475e3e48fd3ffb824b5e8cb7f288c7fc6fdef1e3e9ed0ef760c2540c8deb64be3afe7a"
    "ce11",
    16,
)
Q = int(
    "eded7d0a2be2e6337f1975d5564ee9a43438bb9b36d73276ec61f9d7c068007cfb2df2c0f8ab4e469e1a"
    "1dd1ced03fd705ba0013aad5ee02286b75f64a5494f20bb095ab53fbc831119777af1bee814653d79e79"
    "ced7ea1c96ccca50243674dcf46c02277b3febbe0b21e4df9e8a42a9500c1f834d578bd7a60fb10215e2"
    "0d5f",
    16,
)
E = 65537
N = P * Q
SIZE = 256
_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DER of "SHA-256, 32 bytes follow" (RFC 8017, 9.2)."""
_DP, _DQ, _QINV = pow(E, -1, P - 1), pow(E, -1, Q - 1), pow(Q, -1, P)


@functools.lru_cache(maxsize=64)
def sign(data: bytes) -> bytes:
    """The signature of these bytes, 256 bytes long."""
    digest = _DIGEST_INFO + hashlib.sha256(data).digest()
    padded = b"\0\x01" + b"\xff" * (SIZE - 3 - len(digest)) + b"\0" + digest
    message = int.from_bytes(padded, "big")
    one, two = pow(message, _DP, P), pow(message, _DQ, Q)
    return (two + (one - two) * _QINV % P * Q).to_bytes(SIZE, "big")


def public_key() -> bytes:
    """``SubjectPublicKeyInfo`` in DER: it stands in the certificate as it is."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    at = CERTIFICATE.index(algorithm)
    length = int.from_bytes(CERTIFICATE[at - 2 : at], "big")
    return CERTIFICATE[at - 4 : at + length]
