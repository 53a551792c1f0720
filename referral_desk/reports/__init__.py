"""The only package that knows ReportLab: a frozen document goes in, bytes come out."""
