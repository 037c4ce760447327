"""The one door to figures: whoever wants one says which family it is of, and gets no sheet where it is withheld."""

from datetime import date

from functions.report.access import Sight
from functions.report.reading import Reading, Remembering
from hailong.ports.statistics import SheetReader
from hailong.statistics.atoms import atoms, whole
from hailong.statistics.figure_names import RATINGS
from hailong.statistics.periods import Bucket, Range, bucket_of
from hailong.statistics.sheets import Sheet
from hailong.statistics.suppression import Family, too_few, withheld, withheld_of_overlapping
from hailong.statistics.units import Unit, UnitKind

MOST_BESIDE = 60
"""Of more units beside each other none is shown: each is read to decide upon the others."""


class View:
    """What a person sees of a range of days.

    `days` are those of what is given by month, `over` those of them that are over, `handled` those of what is given by
    quarter (None: of none). Where
    everything is seen both are as asked. Else they are whole closed atoms, for who is rated whole quarters in any
    case; where none of the asked ones is `closed` the days are as asked, and nothing but how many rated is given.
    Other days than those asked may be `handled`.
    """

    def __init__(
        self,
        reader: Remembering,
        asked: Range,
        bucket: Bucket,
        today: date,
        sight: Sight,
        *,
        closed: bool = True,
        handled: Range | None = None,
    ) -> None:
        self.asked = asked
        self.sight = sight
        self._step = Bucket.QUARTER if sight.rated else Bucket.MONTH
        self._today = today
        self.over = asked if sight.everything else whole(asked, self._step, today)
        given = self.over if closed else None
        self.days = given or asked
        self.given = given is not None
        self.handled = asked if sight.everything else whole(handled or asked, Bucket.QUARTER, today)
        self.reading = Reading(reader, self.days, bucket)
        self._handled = Reading(reader, self.handled, Bucket.YEAR) if self.handled else None
        self._by_atom = {atom: self._atoms_read(reader, atom) for atom in (Bucket.MONTH, Bucket.QUARTER)}
        self._hidden_by_now, self._withheld_by_now = reader.hidden, reader.withheld_below

    def ratings(self, unit: Unit, label: str | None = None) -> int:
        """How many: what they say is not in it, and it is shown to everybody."""
        return self.reading.sheet(unit, label).figures.get(RATINGS, 0)

    def sheet(self, unit: Unit, family: Family) -> Sheet | None:
        """The sheet to take figures of the family from; None where they are withheld."""
        if family.atom is Bucket.MONTH:
            if self.sight.everything:
                return self.reading.sheet(unit)
            return None if not self.given or self._hidden(unit, family, self.days) else self._some(unit, family)
        if self._handled is None or self.handled is None:
            return None
        if self.sight.everything:
            return self._handled.sheet(unit)
        return None if self._hidden(unit, family, self.handled) else self._handled.sheet(unit)

    def point(self, unit: Unit, family: Family, label: str, days: Range) -> Sheet | None:
        """The same of a bucket of the series."""
        if self.sight.everything:
            return self.reading.sheet(unit, label)
        if not self.given or whole(days, self._step, self._today) != days or self._hidden(unit, family, days):
            return None
        sheet = self.reading.sheet(unit, label)
        return sheet if sheet.figures.get(RATINGS) else None

    def _some(self, unit: Unit, family: Family) -> Sheet | None:
        sheet = self.reading.sheet(unit)
        return sheet if sheet.figures.get(RATINGS) or not family.of_raters else None

    def _hidden(self, unit: Unit, family: Family, within: Range) -> bool:
        """One atom that is withheld withholds the range: its other atoms may be had by themselves."""
        return any(self._hides(unit, family, bucket_of(atom.first, family.atom)) for atom in atoms(within, family.atom))

    def _hides(self, unit: Unit, family: Family, atom: str) -> bool:
        key = (unit, family, atom)
        if key not in self._hidden_by_now:
            self._hidden_by_now[key] = self._hides_in_atom(unit, family, atom)
        return self._hidden_by_now[key]

    def _withheld_below(self, unit: Unit, family: Family, atom: str) -> frozenset[str]:
        key = (unit, family, atom)
        if key not in self._withheld_by_now:
            self._withheld_by_now[key] = self._withheld(unit, family, atom)
        return self._withheld_by_now[key]

    def _hides_in_atom(self, unit: Unit, family: Family, atom: str) -> bool:
        reading = self._by_atom[family.atom]
        if too_few(reading.sheet(unit, atom), family):
            return True
        parents = reading.kin(unit, atom) if unit.kind is UnitKind.OFFICER else (unit.parent,) if unit.parent else ()
        return any(
            self._hides(parent, family, atom) or str(unit) in self._withheld_below(parent, family, atom)
            for parent in parents
        )

    def _withheld(self, unit: Unit, family: Family, atom: str) -> frozenset[str]:
        reading = self._by_atom[family.atom]
        if len(reading.kin(unit, atom)) > MOST_BESIDE:
            return frozenset(map(str, reading.kin(unit, atom)))
        kin = reading.kin(unit, atom)
        rule = withheld_of_overlapping if any(one.kind is UnitKind.OFFICER for one in kin) else withheld
        return rule(reading.sheet(unit, atom), {str(child): reading.sheet(child, atom) for child in kin}, family)

    def _atoms_read(self, reader: SheetReader, atom: Bucket) -> Reading:
        within = self.handled if atom is Bucket.QUARTER and self.handled else self.days
        return Reading(reader, within, atom)
