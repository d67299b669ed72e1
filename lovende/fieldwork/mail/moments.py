"""Times as people in Denmark write them, and as they are stored."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_

DENMARK = ZoneInfo("Europe/Copenhagen")


def danish_moment(wall: datetime.datetime) -> datetime.datetime:
    """Return the moment (UTC) at which clocks in Denmark show `wall`.

    Of an hour that comes twice in October the first is meant. Raises LovendeError for one that
    does not come at all, in March.
    """
    moment = wall.replace(tzinfo=DENMARK, fold=0).astimezone(datetime.UTC)
    if moment.astimezone(DENMARK).replace(tzinfo=None) != wall.replace(tzinfo=None):
        message = N_("That hour is left out when summer time begins. Choose another.")
        raise LovendeError(fault("mail.no_such_hour", message))
    return moment
