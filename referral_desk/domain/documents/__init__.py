"""What printed documents say: frozen data, composed from records and worded in the document's own language.

A document is frozen when it is issued; drawing it comes later and needs nothing else. ``letter``, ``card``,
``summary`` and ``tally_page`` each hold one document and the function that composes it.
"""
