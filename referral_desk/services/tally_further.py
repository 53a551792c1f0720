"""The tally's further tables for CSV and a workbook: what stands behind and beside the figures of the form."""

from __future__ import annotations

from collections.abc import Mapping

from referral_desk.domain.codes import CodeBook, StepResult
from referral_desk.domain.tally import Tally
from referral_desk.domain.tally_parts import NOT_IN_DIRECTORY, PeopleRow
from referral_desk.i18n import Language, translator
from referral_desk.services.tally_json import ATTENDED_WORDS, NO_DISTRICT, NO_STAFF, NOT_LISTED
from referral_desk.services.tally_table import Cell, Table


def further_tables(tally: Tally, codes: CodeBook, language: Language) -> tuple[Table, ...]:
    """Lay out whatever the form's own tables do not hold, in the order of the window's views."""
    return (
        *_of_handoffs(tally, language),
        _inbound(tally, codes, language),
        _engagements(tally, codes, language),
        _new_people(tally, codes, language),
        _cross(tally, codes, language),
        *_people(tally, codes, language),
        *_sbirts(tally, codes, language),
    )


def _of_handoffs(tally: Tally, language: Language) -> tuple[Table, ...]:
    tr = translator(language)
    totals = tally.outcomes
    after = tuple(
        (
            tr(ATTENDED_WORDS[row.code]),
            row.referrals,
            row.attended,
            row.rate,
            row.interval.low if row.interval else None,
            row.interval.high if row.interval else None,
            row.unchecked,
            row.unchecked_share,
            tr("Too few to compare") if row.too_few else "",
        )
        for row in tally.attended_after
    )
    return (
        Table(
            "attended_after",
            tr("Attended after a warm handoff, and after less"),
            (
                tr("After"),
                tr("Referrals"),
                tr("Attended"),
                tr("Attended (%)"),
                tr("95% interval from (%)"),
                tr("95% interval to (%)"),
                tr("Not known"),
                tr("Not known (%)"),
                tr("Remark"),
            ),
            after,
            percents=(3, 4, 5, 7),
        ),
        Table(
            "outcomes",
            tr("What became of all that were handed over"),
            (tr("Outcome"), tr("Referrals")),
            (
                (tr("Attended"), totals.attended),
                (tr("Declined"), totals.declined),
                (tr("Not known"), totals.unknown),
                (tr("Not yet checked"), totals.not_yet_checked),
                (
                    tr("Other outcomes"),
                    totals.referrals - totals.attended - totals.declined - totals.unknown - totals.not_yet_checked,
                ),
                (tr("Handed over, total"), totals.referrals),
            ),
            total=True,
        ),
    )


def _inbound(tally: Tally, codes: CodeBook, language: Language) -> Table:
    tr = translator(language)

    def label(code: str) -> str:
        return tr(NOT_LISTED) if code == NOT_IN_DIRECTORY else codes.institution_kinds.label(code, language)

    rows = [(label(row.code), row) for row in tally.inbound_by_kind] + [(tr("Total"), tally.inbound)]
    return Table(
        "inbound",
        tr("Referrals to us by kind of institution"),
        (tr("Kind"), tr("Referrals"), tr("Persons"), tr("Warm"), tr("Warm rate (%)")),
        tuple((words, row.referrals, row.clients, row.warm, row.warm_rate) for words, row in rows),
        percents=(4,),
        total=True,
    )


def _engagements(tally: Tally, codes: CodeBook, language: Language) -> Table:
    tr = translator(language)
    return Table(
        "engagements_moved",
        tr("Engagements new and ended in the period"),
        (tr("Kind"), tr("On the last day"), tr("New"), tr("Ended")),
        tuple(
            (codes.institution_kinds.label(row.code, language), row.clients, row.new, row.ended)
            for row in tally.engagements
        ),
    )


def _new_people(tally: Tally, codes: CodeBook, language: Language) -> Table:
    tr = translator(language)
    return Table(
        "first_in_year",
        tr("Persons, and those seen for the first time in the fiscal year"),
        (tr("Service"), tr("Persons"), tr("First time in the fiscal year")),
        (
            *(
                (codes.contact_services.label(row.code, language), row.persons, row.first_in_year)
                for row in tally.by_service
            ),
            (tr("All services"), tally.persons, tally.first_in_year),
        ),
        total=True,
    )


def _cross(tally: Tally, codes: CodeBook, language: Language) -> Table:
    tr = translator(language)
    services = codes.contact_services.items
    found = {(cell.service, cell.category): cell for cell in tally.cross}
    head = tuple(
        tr("{service}, {figure}").format(service=service.label(language), figure=figure)
        for service in services
        for figure in (tr("persons"), tr("contacts"))
    )
    rows = []
    for category in codes.contact_categories.items:
        cells = [found[service.code, category.code] for service in services]
        figures: tuple[Cell, ...] = tuple(figure for cell in cells for figure in (cell.persons, cell.contacts))
        rows.append((category.label(language), *figures))
    return Table("cross", tr("Counselling by service and content"), (tr("Content"), *head), tuple(rows))


def _people(tally: Tally, codes: CodeBook, language: Language) -> tuple[Table, ...]:
    tr = translator(language)

    def table(name: str, title: str, head: str, rows: tuple[PeopleRow, ...], labels: Mapping[str, str]) -> Table:
        figures = tuple(
            (row.name or labels.get(row.code, labels.get("", "")), row.persons, row.contacts) for row in rows
        )
        return Table(name, title, (head, tr("Persons"), tr("Contact count")), figures)

    ages = {item.code: item.label(language) for item in codes.age_groups.items}
    sexes = {item.code: item.label(language) for item in codes.sexes.items}
    return (
        table("staff", tr("Counselling by staff"), tr("Staff"), tally.by_staff, {"": tr(NO_STAFF)}),
        table("districts", tr("Counselling by district"), tr("District"), tally.by_district, {"": tr(NO_DISTRICT)}),
        table("ages", tr("Counselling by age at the contact"), tr("Age"), tally.by_age_group, ages),
        table("sexes", tr("Counselling by sex"), tr("Sex"), tally.by_sex, sexes),
    )


def _sbirts(tally: Tally, codes: CodeBook, language: Language) -> tuple[Table, ...]:
    tr, funnel = translator(language), tally.sbirts
    results = tuple(codes.step_results.label(result, language) for result in StepResult)
    steps = tuple(
        (
            codes.sbirts_steps.label(row.step, language),
            row.done,
            row.share,
            row.not_needed,
            row.postponed,
            row.declined,
            row.open,
            row.lost,
        )
        for row in funnel.rows
    )
    done, *rest = results
    return (
        Table(
            "sbirts",
            tr("SBIRTS, paths begun in the period"),
            (tr("Step"), done, tr("Done (%)"), *rest, tr("Nothing noted"), tr("Lost here")),
            (*steps, (tr("Paths"), funnel.paths, None, None, None, None, None, None)),
            percents=(2,),
            total=True,
        ),
        Table(
            "sbirts_groups",
            tr("SBIRTS, who came to a group"),
            (tr("Introduced to a group"), tr("Referrals"), tr("Attended"), tr("Attended (%)")),
            (
                (tr("After a warm handoff"), funnel.warm, funnel.warm_attended, funnel.warm_rate),
                (tr("Introduced otherwise"), funnel.other, funnel.other_attended, funnel.other_rate),
                (tr("Persons"), funnel.persons, None, None),
            ),
            percents=(3,),
        ),
    )
