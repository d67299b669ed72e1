"""The database itself keeps the audit log: entries are only added.

They may go with their study while all of it is being removed (`Removal`), and they may lose
their user when the account is deleted; `actor` still says who it was.
"""

from django.db import migrations

SQLITE_SAME = " AND ".join(
    f"NEW.{c} IS OLD.{c}"
    for c in ("id", "study_id", "actor", "at", "verb", "subject", "fields", '"values"')
)
SQLITE = (
    f"""CREATE TRIGGER studies_audit_no_change BEFORE UPDATE ON studies_auditentry
    WHEN NOT (NEW.user_id IS NULL AND {SQLITE_SAME})
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are only added'); END""",
    """CREATE TRIGGER studies_audit_no_delete BEFORE DELETE ON studies_auditentry
    WHEN NOT EXISTS (SELECT 1 FROM studies_removal r WHERE r.study_number = OLD.study_id)
    BEGIN SELECT RAISE(ABORT, 'entries of the audit log are only added'); END""",
)
POSTGRES = (
    """CREATE FUNCTION studies_audit_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF NEW.user_id IS NULL AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id' THEN
                RETURN NEW;
            END IF;
        ELSIF EXISTS (SELECT 1 FROM studies_removal r WHERE r.study_number = OLD.study_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'entries of the audit log are only added'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER studies_audit_only_added BEFORE UPDATE OR DELETE ON studies_auditentry
    FOR EACH ROW EXECUTE FUNCTION studies_audit_only_added()""",
)
UNDO = {
    "sqlite": (
        "DROP TRIGGER studies_audit_no_change",
        "DROP TRIGGER studies_audit_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER studies_audit_only_added ON studies_auditentry",
        "DROP FUNCTION studies_audit_only_added()",
    ),
}


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("studies", "0001_initial")]
    operations = [migrations.RunPython(guard, release)]
