"""The rules of the field and the frozen records everyone passes around; no Qt, no database."""
