"""The only package that knows Qt."""

from referral_desk.ui.binding import hold_singletons

hold_singletons()
