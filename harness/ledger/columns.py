"""Columns as the tables of the ledger and of the farm write them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text


def key() -> Column[int]:
    """The row's number."""
    return Column("id", Integer, primary_key=True)


def text(name: str, *, null: bool = False, unique: bool = False) -> Column[str]:
    """A text."""
    return Column(name, Text, nullable=null, unique=unique)


def whole(name: str) -> Column[int]:
    """A whole number of 64 bits that is always there."""
    return Column(name, BigInteger, nullable=False)


def link(name: str, to: str, *, null: bool = False) -> Column[int]:
    """The number of a row of another table."""
    return Column(name, Integer, ForeignKey(f"{to}.id"), nullable=null)
