"""Every write of this app: versions, testers, comments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lovende.analysis.loading import with_occasion
from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.questionnaires.changes import Judgement, judge
from lovende.questionnaires.files import read_form
from lovende.questionnaires.models import Comment, Tester, Version
from lovende.questionnaires.queries import live_version, questionnaire_of
from lovende.studies import audit
from lovende.studies.links import new_code
from lovende.studies.models import Study, User
from lovende.web.uploads import plain_name

LONGEST_COMMENT = 5_000


@dataclass(frozen=True)
class Added:
    """A version that was stored, what was left out of its file, and how it differs from the one
    that is answered now (None where none is)."""

    version: Version
    warnings: tuple[Fault, ...]
    judgement: Judgement | None


def add_version(*, study: Study, name: str, content: bytes, by: User, note: str = "") -> Added:
    """Store a form as a new version.

    Where a version is live and only words differ, the new one goes live at once; else it is a
    draft that `make_live` puts to use. Raises LovendeError, and stores nothing, where the form
    has faults, is too large, is the live one itself, or would break answers that are given.
    """
    if len(content) > settings.LARGEST_UPLOAD:
        raise LovendeError(_too_large(name))
    questionnaire, warnings = read_form(name, content)
    return _stored(study, plain_name(name, "form"), content, by, note, questionnaire, warnings)


@transaction.atomic
def _stored(
    study: Study,
    name: str,
    content: bytes,
    by: User,
    note: str,
    questionnaire: Questionnaire,
    warnings: tuple[Fault, ...],
) -> Added:
    _lock(study)
    digest = hashlib.sha256(content).hexdigest()
    judgement = judge(study, with_occasion(questionnaire, study.occasion))
    live = live_version(study)
    if live is not None and live.digest == digest:
        raise LovendeError(_same(name, live.number))
    if judgement is not None and judgement.refused:
        raise LovendeError(judgement.faults(name))
    latest = study.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        study=study,
        number=latest + 1,
        source_name=name,
        source=content,
        digest=digest,
        note=note.strip(),
        created_by=by,
    )
    audit.record(
        "questionnaire.add_version",
        study=study,
        by=by,
        subject=version,
        values={"number": version.number, "warnings": len(warnings)},
    )
    if judgement is not None and judgement.only_words:
        _open(version, by)
    return Added(version, warnings, judgement)


@transaction.atomic
def make_live(*, version: Version, by: User | None) -> Version:
    """Make a version the one that is answered; the live one before it is retired.

    Raises LovendeError where it would break answers that are given, or the study is closed.
    """
    _lock(version.study)
    version.refresh_from_db(fields=["state"])
    if version.state == Version.State.LIVE:
        return version
    judgement = judge(version.study, questionnaire_of(version))
    if judgement is not None and judgement.refused:
        raise LovendeError(judgement.faults(version.source_name))
    _open(version, by)
    return version


@transaction.atomic
def retire(*, version: Version, by: User) -> Version:
    """Put a draft away. Raises LovendeError for the version that is answered now."""
    _lock(version.study)
    version.refresh_from_db(fields=["state"])
    if version.state == Version.State.LIVE:
        message = N_(
            "Version {number} is the one that is answered. Put another one to use instead."
        )
        raise LovendeError(fault("questionnaire.live", message, number=version.number))
    version.state = Version.State.RETIRED
    version.save(update_fields=["state"])
    audit.record(
        "questionnaire.retire",
        study=version.study,
        by=by,
        subject=version,
        values={"number": version.number},
    )
    return version


def _open(version: Version, by: User | None) -> None:
    Version.objects.filter(study=version.study, state=Version.State.LIVE).update(
        state=Version.State.RETIRED
    )
    version.state = Version.State.LIVE
    version.opened_at = timezone.now()
    version.save(update_fields=["state", "opened_at"])
    audit.record(
        "questionnaire.make_live",
        study=version.study,
        by=by,
        subject=version,
        values={"number": version.number},
    )


def _lock(study: Study) -> None:
    """Let one change of a study's versions follow another. Raises LovendeError where it is closed."""
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if locked.state == Study.State.CLOSED:
        message = N_("The study is closed: its questionnaire is not changed any more.")
        raise LovendeError(fault("study.closed", message))


def _too_large(name: str) -> Fault:
    return fault(
        "upload.too_large",
        N_("The file is larger than the {megabytes} MB that can be sent."),
        place=Place(file=plain_name(name)),
        megabytes=settings.LARGEST_UPLOAD // 1024 // 1024,
    )


def _same(name: str, number: int) -> Fault:
    return fault(
        "questionnaire.same",
        N_("This is the very file of version {number}, which is answered now. Nothing is changed."),
        place=Place(file=name),
        number=number,
    )


@transaction.atomic
def add_tester(*, study: Study, name: str, email: str = "", by: User) -> Tester:
    """Add someone who tries the questionnaire, with a personal link."""
    tester = Tester.objects.create(
        study=study, name=name.strip(), email=email.strip(), link_code=new_code()
    )
    audit.record("pilot.add_tester", study=study, by=by, subject=tester, fields=["name", "email"])
    return tester


@transaction.atomic
def remove_tester(*, tester: Tester, by: User) -> None:
    """Remove a tester: name and address are erased and the link opens nothing any more.

    Comments and trial answers stay, without a name.
    """
    tester = Tester.objects.select_for_update().get(pk=tester.pk)
    tester.name = tester.email = ""
    tester.link_round += 1
    tester.removed_at = timezone.now()
    tester.save(update_fields=["name", "email", "link_round", "removed_at"])
    audit.record("pilot.remove_tester", study=tester.study, by=by, subject=tester)


@transaction.atomic
def renew_link(*, tester: Tester, by: User) -> Tester:
    """Give a tester a new link; the one before opens nothing any more."""
    tester = Tester.objects.select_for_update().get(pk=tester.pk)
    tester.link_round += 1
    tester.save(update_fields=["link_round"])
    audit.record("pilot.renew_link", study=tester.study, by=by, subject=tester)
    return tester


@transaction.atomic
def add_comment(
    *, tester: Tester, version: Version, page: str, question: str = "", text: str
) -> Comment:
    """Store what a tester says about a question, or about the whole page where `question` is ''.

    Said twice in the same words (a double click) it is stored once. Raises LovendeError where it
    is empty, too long, or the version is of another study.
    """
    said = "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()
    if not said:
        raise LovendeError(fault("comment.empty", N_("Write what you want to say.")))
    if len(said) > LONGEST_COMMENT:
        message = N_("The comment is longer than {longest} characters. Make it shorter.")
        raise LovendeError(fault("comment.too_long", message, longest=LONGEST_COMMENT))
    if version.study_id != tester.study_id:
        message = N_("This version belongs to another study.")
        raise LovendeError(fault("comment.other_study", message))
    Tester.objects.select_for_update().get(pk=tester.pk)
    comment, made = Comment.objects.get_or_create(
        study_id=tester.study_id,
        version=version,
        tester=tester,
        page=page[:200],
        question=question[:200],
        text=said,
    )
    if made:
        audit.record(
            "pilot.comment",
            study=tester.study,
            by=None,
            actor="tester",
            subject=comment,
            values={"question": comment.question, "version": version.number},
        )
    return comment


@transaction.atomic
def answer_comment(*, comment: Comment, reply: str, by: User) -> Comment:
    """Reply to a comment, or correct the reply; the tester sees it on the page. '' takes it back."""
    comment.reply = reply.strip()[:LONGEST_COMMENT]
    comment.replied_by = by if comment.reply else None
    if comment.state != Comment.State.RESOLVED:
        comment.state = Comment.State.ANSWERED if comment.reply else Comment.State.OPEN
    return _changed(comment, by, "pilot.answer_comment")


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User) -> Comment:
    """Say that a comment is dealt with."""
    comment.state = Comment.State.RESOLVED
    return _changed(comment, by, "pilot.resolve_comment")


@transaction.atomic
def reopen_comment(*, comment: Comment, by: User) -> Comment:
    """Take up a comment again that was dealt with."""
    comment.state = Comment.State.ANSWERED if comment.reply else Comment.State.OPEN
    return _changed(comment, by, "pilot.reopen_comment")


def _changed(comment: Comment, by: User, verb: str) -> Comment:
    comment.save(update_fields=["reply", "replied_by", "state", "changed_at"])
    audit.record(verb, study=comment.study, by=by, subject=comment, values={"state": comment.state})
    return comment
