"""The panel, what is sent to it, the calls, handing over, and the counts of how it goes."""

from lovende.fieldwork.models.calls import Call, CallTask, ShortInterview
from lovende.fieldwork.models.counts import Tally, TallyChange
from lovende.fieldwork.models.handing_over import HandOver
from lovende.fieldwork.models.mail import DeliveryReport, Mailing, Message, MessageText
from lovende.fieldwork.models.panel import Contact, Invitee, PanelUpload, Wave

__all__ = [
    "Call",
    "CallTask",
    "Contact",
    "DeliveryReport",
    "HandOver",
    "Invitee",
    "Mailing",
    "Message",
    "MessageText",
    "PanelUpload",
    "ShortInterview",
    "Tally",
    "TallyChange",
    "Wave",
]
