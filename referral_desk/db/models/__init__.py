"""The tables, one module a subject; their columns share the names of the domain records' fields."""

from referral_desk.db.models.access import ReaderTable, RestrictionTable
from referral_desk.db.models.audit import AuditKeyTable, AuditTable
from referral_desk.db.models.base import Base
from referral_desk.db.models.benefit import BenefitTable
from referral_desk.db.models.centre import CentreTable, InstitutionKindTable, StaffTable
from referral_desk.db.models.client import ClientSearchTable, ClientTable
from referral_desk.db.models.closed_month import (
    ClosedMonthTable,
    FrozenContactTable,
    FrozenEngagementTable,
    FrozenInboundTable,
    FrozenPathTable,
    FrozenPersonTable,
    FrozenReferralTable,
)
from referral_desk.db.models.closing import ClosingTable, DisposalProposalTable, DisposalTable
from referral_desk.db.models.conference import AttendeeTable, ConferenceTable, TaskTable
from referral_desk.db.models.consent import (
    ConsentItemTable,
    ConsentReceiverTable,
    ConsentTable,
    DisclosureItemTable,
    DisclosureTable,
)
from referral_desk.db.models.contact import ContactFactorTable, ContactTable
from referral_desk.db.models.document import DocumentTable
from referral_desk.db.models.draft import DraftTable
from referral_desk.db.models.ecomap import EcoMapPlaceTable
from referral_desk.db.models.engagement import EngagementTable
from referral_desk.db.models.household import HouseholdMemberTable, HouseholdTable
from referral_desk.db.models.inbound import InboundTable
from referral_desk.db.models.institution import (
    InstitutionMergeTable,
    InstitutionPersonTable,
    InstitutionPhoneTable,
    InstitutionPlaceTable,
    InstitutionSearchTable,
    InstitutionServiceTable,
    InstitutionTable,
    MeetingTimeTable,
    ServedAreaTable,
)
from referral_desk.db.models.letter_wording import LetterWordingTable
from referral_desk.db.models.merge import MergeTable
from referral_desk.db.models.quality import QualityWaiverTable
from referral_desk.db.models.receiver import ConfirmedReceiverTable
from referral_desk.db.models.referral import AttemptTable, FollowUpTable, HandoffTable, ReferralTable
from referral_desk.db.models.report_profile import ReportProfileTable
from referral_desk.db.models.revision import RevisionTable
from referral_desk.db.models.sbirts import (
    InterventionTable,
    MeetingPlanTable,
    PathStepTable,
    PathTable,
    ScreeningTable,
)
from referral_desk.db.models.supporter import SupporterTable

__all__ = [
    "AttemptTable",
    "AttendeeTable",
    "AuditKeyTable",
    "AuditTable",
    "Base",
    "BenefitTable",
    "CentreTable",
    "ClientSearchTable",
    "ClientTable",
    "ClosedMonthTable",
    "ClosingTable",
    "ConferenceTable",
    "ConfirmedReceiverTable",
    "ConsentItemTable",
    "ConsentReceiverTable",
    "ConsentTable",
    "ContactFactorTable",
    "ContactTable",
    "DisclosureItemTable",
    "DisclosureTable",
    "DisposalProposalTable",
    "DisposalTable",
    "DocumentTable",
    "DraftTable",
    "EcoMapPlaceTable",
    "EngagementTable",
    "FollowUpTable",
    "FrozenContactTable",
    "FrozenEngagementTable",
    "FrozenInboundTable",
    "FrozenPathTable",
    "FrozenPersonTable",
    "FrozenReferralTable",
    "HandoffTable",
    "HouseholdMemberTable",
    "HouseholdTable",
    "InboundTable",
    "InstitutionKindTable",
    "InstitutionMergeTable",
    "InstitutionPersonTable",
    "InstitutionPhoneTable",
    "InstitutionPlaceTable",
    "InstitutionSearchTable",
    "InstitutionServiceTable",
    "InstitutionTable",
    "InterventionTable",
    "LetterWordingTable",
    "MeetingPlanTable",
    "MeetingTimeTable",
    "MergeTable",
    "PathStepTable",
    "PathTable",
    "QualityWaiverTable",
    "ReaderTable",
    "ReferralTable",
    "ReportProfileTable",
    "RestrictionTable",
    "RevisionTable",
    "ScreeningTable",
    "ServedAreaTable",
    "StaffTable",
    "SupporterTable",
    "TaskTable",
]
