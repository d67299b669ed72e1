"""The panel, what is sent to it, the calls, handing over, and the counts of how it goes.

Contact data (`Contact`) stand apart from what analysis needs (`Invitee`), so that they can be
erased, exported and guarded on their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from lovende.domain.contacts import folded_address, search_text
from lovende.domain.texts import N_
from lovende.studies.models import Job, Study, User


class Wave(models.Model):
    """A part of the panel that is invited together."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="one_wave_by_number")
        ]
        ordering: ClassVar = ["number"]


class Invitee(models.Model):
    """One in the panel, by what is not contact data. `disposition` is an AAPOR code ("1.1")."""

    class State(models.TextChoices):
        ACTIVE = "active", N_("In the panel")
        WITHDRAWN = "withdrawn", N_("Withdrawn")
        REPLACED = "replaced", N_("Replaced")
        ERASED = "erased", N_("Erased")

    class Progress(models.TextChoices):
        NOT_STARTED = "not_started", N_("Not started")
        STARTED = "started", N_("Started")
        FINISHED = "finished", N_("Finished")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="invitees")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invitees")
    key = models.CharField(max_length=100)
    municipality = models.CharField(max_length=4, blank=True)
    administration = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=20, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    progress = models.CharField(
        max_length=12, choices=Progress.choices, default=Progress.NOT_STARTED
    )
    disposition = models.CharField(max_length=8, default="3.11")
    invited_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "key"], name="one_invitee_by_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["study", "wave", "state", "progress"]),
            models.Index(fields=["study", "id"]),
        ]


class Contact(models.Model):
    """How to reach an invitee: personal data.

    `address` is the e-mail address folded for comparison, `search` what a search looks through.
    Both, and the study, are filled in when a contact is saved; `Contact.of` fills them in for many
    that are stored at once.
    """

    class Mail(models.TextChoices):
        GOOD = "good", N_("Works")
        BOUNCED = "bounced", N_("Does not work")
        COMPLAINED = "complained", N_("Does not want mail")

    invitee = models.OneToOneField(Invitee, on_delete=models.CASCADE, related_name="contact")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=254, blank=True)
    search = models.CharField(max_length=460, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="da")
    mail = models.CharField(max_length=12, choices=Mail.choices, default=Mail.GOOD)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email"]),
            models.Index(fields=["study", "address"]),
            models.Index(fields=["study", "search", "invitee"]),
        ]

    @classmethod
    def of(cls, invitee: Invitee, **fields: Any) -> Contact:
        """Make a contact, not stored yet, with all that is derived from the others."""
        made = cls(invitee=invitee, **fields)
        made.derive()
        return made

    def derive(self) -> None:
        """Set the study and the forms for comparing and searching from the other fields."""
        self.study_id = self.invitee.study_id
        self.address = folded_address(self.email)[:254]
        self.search = search_text(self.name, self.email)[:460]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, "study", "address", "search"}
        super().save(*args, update_fields=update_fields, **kwargs)


class PanelUpload(models.Model):
    """A panel file between its preview and its import; removed when it is imported or given up.

    `columns` says which column of the file holds which of our fields; `corrections` are cells
    that were mended on the preview: row -> field -> text. `done` is the number of rows that the
    import has stored: an import that was stopped goes on there. `job` is the import.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="panel_uploads")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    source_name = models.CharField(max_length=200)
    source = models.BinaryField()
    columns = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class MessageText(models.Model):
    """The text of an invitation, a reminder or a handing-over, in both languages."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", N_("Invitation")
        REMINDER = "reminder", N_("Reminder")
        HAND_OVER = "hand_over", N_("Handing over")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="message_texts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=100, blank=True)
    subject_da = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200, blank=True)
    body_da = models.TextField()
    body_en = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class Mailing(models.Model):
    """One round to one wave: an invitation or a reminder, now or at a time.

    `wording` holds subject and body by language as they were when the round began, so that all
    get the same. Its messages are made in portions: `filled_to` is the last invitee that was
    looked at, `filled` whether all were.
    """

    class State(models.TextChoices):
        PLANNED = "planned", N_("Planned")
        SENDING = "sending", N_("Being sent")
        PAUSED = "paused", N_("Paused")
        SENT = "sent", N_("Sent")
        CANCELLED = "cancelled", N_("Cancelled")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="mailings")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="mailings")
    text = models.ForeignKey(MessageText, on_delete=models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=12, choices=MessageText.Kind.choices)
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    send_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    wording = models.JSONField(default=dict)
    filled_to = models.BigIntegerField(default=0)
    filled = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wave", "kind", "round"],
                condition=~models.Q(state="cancelled"),
                name="one_mailing_by_round",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "send_at"])]


class Message(models.Model):
    """One e-mail to one person: never twice in a mailing.

    `SENDING` is stored before the mail server is spoken to. A message that is still `SENDING`
    when no worker has it may have been sent or not: it is never sent again by itself, a person
    decides. `to`, `subject` and `body` are filled for a message outside a mailing until it is
    sent; after that only where texts are kept (setting KEEP_MESSAGE_TEXTS). `counted` says that
    the invitee and the tallies know of it: they are told of many at a time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", N_("Waiting")
        SENDING = "sending", N_("Being sent")
        SENT = "sent", N_("Sent")
        SKIPPED = "skipped", N_("Not needed")
        FAILED = "failed", N_("Failed")
        BOUNCED = "bounced", N_("Bounced")
        COMPLAINED = "complained", N_("Complaint")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="messages")
    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="messages")
    hand_over = models.ForeignKey(
        "HandOver", on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=32, unique=True)
    to = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="da")
    subject = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "invitee"], name="one_message_by_mailing")
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "state"]),
            models.Index(fields=["mailing", "-id"]),
            models.Index(fields=["study", "state", "-id"]),
            models.Index(fields=["study", "-id"]),
            models.Index(
                fields=["id"],
                condition=models.Q(mailing__isnull=True, state="waiting"),
                name="single_messages_waiting",
            ),
            models.Index(
                fields=["mailing"],
                condition=models.Q(state="sent", counted=False),
                name="sent_not_counted",
            ),
        ]


class DeliveryReport(models.Model):
    """What the mail server said of a message afterwards: a bounce, a delay, a complaint."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", N_("Cannot be delivered")
        TEMPORARY = "temporary", N_("Delayed")
        COMPLAINT = "complaint", N_("Complaint")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="delivery_reports")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=20, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)


class Call(models.Model):
    """One telephone call to one invitee."""

    class Purpose(models.TextChoices):
        PARTICIPATION = "participation", N_("Taking part")
        DEEPENING = "deepening", N_("Deepening open answers")

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", N_("No answer")
        BUSY = "busy", N_("Busy")
        CALL_BACK = "call_back", N_("Call back")
        WILL_ANSWER = "will_answer", N_("Will answer the questionnaire")
        SHORT_INTERVIEW = "short_interview", N_("Answered the short interview")
        DEEPENED = "deepened", N_("Told more about the open answers")
        REFUSED = "refused", N_("Will not take part")
        WRONG_NUMBER = "wrong_number", N_("Wrong number")
        GONE = "gone", N_("No longer in the job")

    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="calls")
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    note = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)


class CallTask(models.Model):
    """An invitee on a call list. `ask` says what to ask about; `assigned` who calls.

    `claimed_by` has the invitee's page before them until `claimed_until`: two never call one
    person at once.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="call_tasks")
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="call_tasks")
    purpose = models.CharField(max_length=14, choices=Call.Purpose.choices)
    ask = models.TextField(blank=True)
    assigned = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitee", "purpose"], name="one_task_by_purpose")
        ]
        indexes: ClassVar = [models.Index(fields=["study", "purpose", "done_at", "next_at"])]


class ShortInterview(models.Model):
    """Which questions those are asked on the telephone who do not take part, by name."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="short_interview")
    questions = models.JSONField(default=list)


class HandOver(models.Model):
    """The questionnaire, or one page of it, passed by an invitee to a colleague: personal data.

    `page` is empty where the whole questionnaire was passed on.
    """

    class State(models.TextChoices):
        OFFERED = "offered", N_("Sent")
        STARTED = "started", N_("Started")
        DONE = "done", N_("Done")
        WITHDRAWN = "withdrawn", N_("Withdrawn")

    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="hand_overs")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    page = models.CharField(max_length=200, blank=True)
    word = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)


class Tally(models.Model):
    """How many, by measure, day, wave, municipality and key: what monitoring reads.

    The page must not grow with the number of responses, so counts are kept as things happen.
    `day` is a date such as 2026-03-01, empty for what belongs to no day: a null would make two rows
    of one count, because SQLite holds nulls for different.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tallies")
    measure = models.CharField(max_length=12)
    day = models.CharField(max_length=10, blank=True)
    wave = models.PositiveIntegerField(default=0)
    municipality = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=200, blank=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["study", "measure", "day", "wave", "municipality", "key"],
                name="one_tally",
            )
        ]


class TallyChange(models.Model):
    """A change to a count that is not folded into `Tally` yet.

    Written in the transaction of what it counts: two respondents never wait for one counter.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tally_changes")
    measure = models.CharField(max_length=12)
    day = models.CharField(max_length=10, blank=True)
    wave = models.PositiveIntegerField(default=0)
    municipality = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=200, blank=True)
    change = models.IntegerField()
