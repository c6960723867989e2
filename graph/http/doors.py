"""The ways by which clicks come in beside the mutation: a beacon and a redirect."""

from collections.abc import Mapping

from starlette.types import ASGIApp

from graph.clicks.record import Recorder
from graph.clicks.target import Targets
from graph.http.beacon import CLICKS_PATH, Beacon, ReadInstant
from graph.http.origin import Origins
from graph.http.redirect import Redirect
from graph.http.shortcut import Shortcut


class Doors:
    def __init__(
        self, recorder: Recorder, targets: Targets, origins: Origins, instant: ReadInstant
    ) -> None:
        """`instant` reads a DateTime of the API."""
        beacon = Beacon(recorder, origins, instant)
        self.paths: Mapping[str, ASGIApp] = {CLICKS_PATH: beacon}
        self.shortcuts: Mapping[bytes, Shortcut] = {CLICKS_PATH.encode(): beacon.at_once}
        self.redirect: ASGIApp = Redirect(recorder, targets, origins)
        """For all paths that begin with GO_PATH."""
