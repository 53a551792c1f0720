"""Files that leave the centre: ledgers as CSV, XLSX and JSON."""

from referral_desk.domain.ledger import LedgerKind
from referral_desk.services.exports.ledgers import Export, ExportCancelled, ExportFormat, export, write_export

__all__ = ["Export", "ExportCancelled", "ExportFormat", "LedgerKind", "export", "write_export"]
