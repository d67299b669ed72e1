from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Responses(AppConfig):
    name = "lovende.responses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lovende.fieldwork.tally import count_source
        from lovende.responses import answered
        from lovende.responses.append_only import after_migration
        from lovende.responses.counting import counts_of_responses
        from lovende.responses.exchange import registration as exchange
        from lovende.responses.personal import registration as personal

        answered.register()
        count_source(counts_of_responses)
        exchange.register_all()
        personal.register_all()
        post_migrate.connect(after_migration, sender=self)
