"""Pages of the pilot: who tries the questionnaire, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lovende.domain.texts import N_, Text
from lovende.questionnaires import actions, queries
from lovende.questionnaires.comment_files import MEDIA_TYPES, comment_file
from lovende.questionnaires.forms import ReplyForm, TesterForm
from lovende.questionnaires.models import Comment, Tester
from lovende.questionnaires.outline import Line, Outline, outline
from lovende.studies import audit
from lovende.studies.access import ANALYSTS, study_page, user_of
from lovende.studies.links import Opens, token
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page
from lovende.web.pages import confirm

HERE = "questionnaire"
MOST_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def testers(request: HttpRequest, study: Study) -> HttpResponse:
    """Who tries the questionnaire, each with a link to copy; add one more."""
    form = TesterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = actions.add_tester(study=study, by=user_of(request), **form.cleaned_data)
        said = N_("{name} is added. Copy the link below and send it.")
        messages.success(request, on_page(said, name=added.name))
        return redirect("questionnaires:pilot", study.pk)
    people = list(study.testers.filter(removed_at=None).order_by("name"))
    if people:
        audit.record("pilot.look", study=study, by=user_of(request), fields=["name", "email"])
    context = {
        "study": study,
        "here": HERE,
        "form": form,
        "testers": [(one, _address(one)) for one in people],
        "edition": queries.newest_version(study),
        "counts": queries.comment_counts(study),
    }
    status = 422 if form.errors else 200
    return render(request, "questionnaires/pilot.html", context, status=status)


def _address(tester: Tester) -> str:
    return f"{settings.BASE_URL}/a/{token(Opens.TESTER, tester.link_code, tester.link_round)}/"


@require_http_methods(["GET", "HEAD", "POST"])
@study_page(*ANALYSTS)
def remove_tester(request: HttpRequest, study: Study, tester_id: int) -> HttpResponse:
    """Ask, and then remove a tester with their comments."""
    tester = get_object_or_404(Tester, study=study, pk=tester_id, removed_at=None)
    if request.method == "POST":
        actions.remove_tester(tester=tester, by=user_of(request))
        messages.success(request, on_page(N_("The tester is removed.")))
        return redirect("questionnaires:pilot", study.pk)
    return confirm(
        request,
        title=on_page(N_("Remove {name} from the pilot?"), name=tester.name),
        text=on_page(
            N_(
                "Name and e-mail address are erased, and the link stops working. The comments stay, without a name."
            )
        ),
        action=on_page(N_("Remove")),
        back=_back(study),
        danger=True,
        frame="studies/study_base.html",
        study=study,
        here=HERE,
    )


def _back(study: Study) -> str:
    return redirect("questionnaires:pilot", study.pk).url


@require_POST
@study_page(*ANALYSTS)
def renew_link(request: HttpRequest, study: Study, tester_id: int) -> HttpResponse:
    """Give a tester a new link."""
    tester = get_object_or_404(Tester, study=study, pk=tester_id, removed_at=None)
    actions.renew_link(tester=tester, by=user_of(request))
    said = N_("{name} has a new link. The one before opens nothing any more.")
    messages.success(request, on_page(said, name=tester.name))
    return redirect("questionnaires:pilot", study.pk)


@dataclass
class Said:
    """What was said about one question, in the order of the questionnaire."""

    question: str
    number: str
    label: Text
    page: Text
    comments: list[tuple[Comment, ReplyForm]] = field(default_factory=list)


@require_safe
@study_page(*ANALYSTS)
def comments(request: HttpRequest, study: Study) -> HttpResponse:
    """The comments by question, of one state or all."""
    return _comments_page(request, study)


def _comments_page(
    request: HttpRequest, study: Study, wrong: tuple[int, ReplyForm] | None = None
) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in Comment.State.values else ""
    found = list(queries.comments_in(study, state).order_by("pk")[:MOST_SHOWN])
    version = queries.newest_version(study)
    made = outline(queries.questionnaire_of(version)) if version else None
    forms = [(each, ReplyForm(each)) for each in found]
    if wrong is not None:
        forms = [(each, wrong[1] if each.pk == wrong[0] else form) for each, form in forms]
    counts = queries.comment_counts(study)
    context = {
        "study": study,
        "here": HERE,
        "groups": _by_question(forms, made),
        "state": state,
        "states": [(s.value, str(s.label), counts[s.value]) for s in Comment.State],
        "total": sum(counts.values()),
        "shown": len(found),
    }
    return render(request, "questionnaires/comments.html", context, status=422 if wrong else 200)


def _by_question(found: Iterable[tuple[Comment, ReplyForm]], made: Outline | None) -> list[Said]:
    """Group comments by question; questions that are gone come last, under their name."""
    order: dict[tuple[str, str], Said] = {}
    pages = {sheet.name: sheet.title for sheet in made.pages} if made else {}
    for sheet in made.pages if made else ():
        order[sheet.name, ""] = Said("", "", Text(), sheet.title)
        for line in sheet.lines:
            order[sheet.name, line.name] = _heading(line, sheet.title)
    for comment, form in found:
        page = comment.page.split("__")[0]
        place = (page, comment.question.split("__")[0])
        if place not in order:
            title = pages.get(page, Text.of({"": comment.page}))
            order[place] = Said(comment.question, "", Text(), title)
        order[place].comments.append((comment, form))
    return [each for each in order.values() if each.comments]


def _heading(line: Line, page: Text) -> Said:
    return Said(line.name, line.number, line.label, page)


@require_POST
@study_page(*ANALYSTS)
def change_comment(request: HttpRequest, study: Study, comment_id: int) -> HttpResponse:
    """Reply to a comment, or say that it is dealt with."""
    comment = get_object_or_404(Comment.objects.select_related("study"), study=study, pk=comment_id)
    wanted, user = request.POST.get("do", ""), user_of(request)
    if wanted == "resolve":
        actions.resolve_comment(comment=comment, by=user)
    elif wanted == "reopen":
        actions.reopen_comment(comment=comment, by=user)
    elif wanted == "reply":
        form = ReplyForm(comment, request.POST)
        if not form.is_valid():
            return _comments_page(request, study, (comment.pk, form))
        actions.answer_comment(comment=comment, reply=form.cleaned_data["reply"], by=user)
    else:
        raise Http404
    messages.success(request, on_page(N_("Saved.")))
    back = redirect("questionnaires:comments", study.pk)
    state = request.GET.get("state", "")
    query = f"?state={state}" if state in Comment.State.values else ""
    back["Location"] += f"{query}#comment{comment.pk}"
    return back


@require_safe
@study_page(*ANALYSTS)
def export_comments(request: HttpRequest, study: Study, kind: str) -> HttpResponse:
    """All comments as a file."""
    if kind not in MEDIA_TYPES:
        raise Http404
    content = comment_file(queries.comments_in(study).order_by("pk"), kind, current_language())
    audit.record(
        "pilot.export_comments",
        study=study,
        by=user_of(request),
        fields=["name", "text"],
        values={"format": kind},
    )
    response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    word = on_page(N_("comments"))
    name = f"{word}-{study.pk}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
