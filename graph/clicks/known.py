"""What the database has told whoever writes clicks, and need not be asked again."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain, count

from graph.clicks.clicked import Clicked, Missing, Name, find_clicked
from graph.clicks.prepared import Driver
from graph.clicks.salt import salt_of
from graph.clicks.statements import Statements
from graph.clicks.stored import Stored, find_stored
from graph.clicks.visitor import Visitors, salt_day, visitors_of


class Known:
    """Holds for one transaction, and for those after it while nobody else commits anything."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._clicked: dict[Name, Clicked] = {}
        self._visitors: dict[tuple[date, date], Visitors] = {}
        """By their day, and by the day whose salt tells them apart."""
        self._are_any_erased: bool | None = None
        """Null before the first look."""
        self._numbers: Iterator[int] | None = None

    def clicked(self, driver: Driver, names: Collection[Name]) -> dict[Name, Clicked | Missing]:
        """What has each name, or why nothing has. Only what is there is remembered, for anything
        can be asked for."""
        new = [name for name in names if name not in self._clicked]
        found = find_clicked(driver, self._statements, new) if new else {}
        self._clicked |= {name: each for name, each in found.items() if isinstance(each, Clicked)}
        return {name: self._clicked.get(name) or found[name] for name in names}

    def stored(self, driver: Driver, events: Collection[str]) -> dict[str, Stored]:
        """What is stored of these ids, by id."""
        if not events:
            return {}
        are_any_erased = self.are_any_erased(driver)
        return find_stored(driver, self._statements, events, are_any_erased=are_any_erased)

    def are_any_erased(self, driver: Driver) -> bool:
        """Whether any id is, which is so in few databases."""
        if self._are_any_erased is None:
            self._are_any_erased = self._statements.any_erased.row(driver) is not None
        return self._are_any_erased

    def visitors(self, driver: Driver, day: date, today: date) -> Visitors:
        """Those of a day, for who is told of it today."""
        salted = salt_day(day, today)
        found = self._visitors.get((day, salted))
        if found is None:
            salt = salt_of(driver, self._statements, salted)
            found = self._visitors[day, salted] = visitors_of(salt, day)
        return found

    def numbers(self, driver: Driver, most: int) -> Iterator[int]:
        """Numbers for so many new rows. SQLite tells the first: whoever writes it is alone."""
        if self._numbers is None:
            found = [number for (number,) in self._statements.numbers.rows(driver, most=most)]
            self._numbers = chain(found, count(found[-1] + 1))
        return self._numbers

    def renumber(self) -> None:
        """Not all of the numbers were used."""
        self._numbers = None
