"""Referral Desk: records whether a client was handed over warmly."""

__version__ = "0.1.0"
