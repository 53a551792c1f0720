"""The only package that knows Qt."""

from referral_desk.ui.binding import hold_singletons, keep_imports_plain

hold_singletons()
keep_imports_plain()
