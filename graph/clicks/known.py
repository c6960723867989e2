"""What the database has told whoever writes clicks, and need not be asked again."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import chain, count

from graph.clicks.clicked import Clicked, Missing, Name, find_clicked
from graph.clicks.prepared import Driver
from graph.clicks.salt import salt_of
from graph.clicks.statements import Statements
from graph.clicks.stored import Stored, find_stored


class Known:
    """Holds for one transaction, and for those after it while nobody else commits anything."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._clicked: dict[Name, Clicked] = {}
        self._salts: dict[date, str] = {}
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

    def salt(self, driver: Driver, day: date) -> str:
        if day not in self._salts:
            self._salts[day] = salt_of(driver, self._statements, day)
        return self._salts[day]

    def numbers(self, driver: Driver, most: int) -> Iterator[int]:
        """Numbers for so many new rows. SQLite tells the first: whoever writes it is alone."""
        if self._numbers is None:
            found = [number for (number,) in self._statements.numbers.rows(driver, most=most)]
            self._numbers = chain(found, count(found[-1] + 1))
        return self._numbers

    def renumber(self) -> None:
        """Not all of the numbers were used."""
        self._numbers = None
