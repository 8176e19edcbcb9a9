"""The words of the house (design §1) as frozen records. Imports nothing of ours.

Every record is a ``msgspec.Struct``: frozen, with units in the names of its
fields, and encodable as one JSON line. Monotonic times are host nanoseconds
(``at_ns``); wall times are UTC nanoseconds since 1970 (``wall_ns``).
"""
