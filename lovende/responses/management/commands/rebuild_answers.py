"""`lovende manage rebuild_answers`: the current answers made anew from the history."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lovende.domain.texts import N_
from lovende.responses.rebuilding import differences
from lovende.studies.models import Study
from lovende.translation import translate, user_language


class Command(BaseCommand):
    help = "Make the current answers anew from the history of saves, and list what differed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--study", type=int, help="The number of one study; all unless given.")
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; end with 1 where anything differs.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        language = user_language()
        study = None
        if options["study"] is not None:
            study = Study.objects.filter(pk=options["study"]).first()
            if study is None:
                message = N_("There is no study {number}.")
                raise CommandError(translate(message, language, number=options["study"]))
        found = 0
        for each in differences(study, mend=not options["check"]):
            found += 1
            message = N_("Response {number} differs from its history in {fields} {columns}")
            columns = f"({', '.join(each.columns)})" if each.columns else ""
            line = translate(
                message,
                language,
                number=each.response,
                fields=", ".join(each.fields),
                columns=columns,
            )
            self.stdout.write(line.strip())
        if not found:
            message = N_("All answers are as their history says.")
            self.stdout.write(translate(message, language))
        elif options["check"]:
            message = N_("{count} responses differ. Run the command without --check to mend them.")
            raise CommandError(translate(message, language, count=found), returncode=1)
        else:
            self.stdout.write(
                translate(N_("{count} responses were mended."), language, count=found)
            )
