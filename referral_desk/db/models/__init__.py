"""The tables, one module a subject; their columns share the names of the domain records' fields."""

from referral_desk.db.models.access import ReaderTable, RestrictionTable
from referral_desk.db.models.audit import AuditKeyTable, AuditTable
from referral_desk.db.models.base import Base
from referral_desk.db.models.centre import CentreTable, InstitutionKindTable, StaffTable
from referral_desk.db.models.client import ClientSearchTable, ClientTable
from referral_desk.db.models.contact import ContactFactorTable, ContactTable
from referral_desk.db.models.document import DocumentTable
from referral_desk.db.models.draft import DraftTable
from referral_desk.db.models.engagement import EngagementTable
from referral_desk.db.models.institution import InstitutionSearchTable, InstitutionTable
from referral_desk.db.models.referral import AttemptTable, FollowUpTable, HandoffTable, ReferralTable

__all__ = [
    "AttemptTable",
    "AuditKeyTable",
    "AuditTable",
    "Base",
    "CentreTable",
    "ClientSearchTable",
    "ClientTable",
    "ContactFactorTable",
    "ContactTable",
    "DocumentTable",
    "DraftTable",
    "EngagementTable",
    "FollowUpTable",
    "HandoffTable",
    "InstitutionKindTable",
    "InstitutionSearchTable",
    "InstitutionTable",
    "ReaderTable",
    "ReferralTable",
    "RestrictionTable",
    "StaffTable",
]
