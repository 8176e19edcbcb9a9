"""Faults on purpose: what can go wrong with a phone, begun and ended by a control channel.

No part of the harness knows of it: it meets the faults as it meets them on a phone.
"""
