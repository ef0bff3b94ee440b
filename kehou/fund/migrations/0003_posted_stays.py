"""The database itself keeps the ledger: what is posted stays (I5), and a voucher's entries sum to zero (I4).

Keep this step after any other that rebuilds the two tables: on SQLite a rebuilt table loses its triggers.
PostgreSQL looks at a voucher when the transaction commits. SQLite has no deferred trigger; there the last of the
entries that the voucher announces is the moment. A voucher whose entries never come is found by i04_vouchers_balance.sql.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("fund_voucher", "fund_entry")

SQLITE = {
    **{
        f"{table}_no_{verb}": f"""
CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
BEGIN SELECT RAISE(ABORT, 'what is posted stays'); END"""
        for table in TABLES
        for verb in ("update", "delete")
    },
    "fund_entry_balances": """
CREATE TRIGGER fund_entry_balances AFTER INSERT ON fund_entry
WHEN (SELECT COUNT(*) FROM fund_entry WHERE voucher_id = NEW.voucher_id)
  >= (SELECT lines FROM fund_voucher WHERE id = NEW.voucher_id)
BEGIN
  SELECT RAISE(ABORT, 'a voucher sums to zero')
  WHERE (SELECT COUNT(*) FROM fund_entry WHERE voucher_id = NEW.voucher_id)
     <> (SELECT lines FROM fund_voucher WHERE id = NEW.voucher_id)
     OR (SELECT SUM(amount) FROM fund_entry WHERE voucher_id = NEW.voucher_id) <> 0;
END""",
}

POSTGRES = """
CREATE FUNCTION fund_posted_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what is posted stays'; END $$;
CREATE TRIGGER fund_voucher_stays BEFORE UPDATE OR DELETE ON fund_voucher
FOR EACH ROW EXECUTE FUNCTION fund_posted_stays();
CREATE TRIGGER fund_entry_stays BEFORE UPDATE OR DELETE ON fund_entry
FOR EACH ROW EXECUTE FUNCTION fund_posted_stays();

CREATE FUNCTION fund_demand_balance(voucher bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE entries bigint; total bigint; announced bigint;
BEGIN
  SELECT COUNT(*), COALESCE(SUM(amount), 0) INTO entries, total FROM fund_entry WHERE voucher_id = voucher;
  SELECT lines INTO announced FROM fund_voucher WHERE id = voucher;
  IF total <> 0 OR entries <> announced THEN RAISE EXCEPTION 'a voucher sums to zero'; END IF;
END $$;
CREATE FUNCTION fund_voucher_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM fund_demand_balance(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION fund_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM fund_demand_balance(NEW.voucher_id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER fund_voucher_balances AFTER INSERT ON fund_voucher
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund_voucher_balances();
CREATE CONSTRAINT TRIGGER fund_entry_balances AFTER INSERT ON fund_entry
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fund_entry_balances();
"""

POSTGRES_BACK = """
DROP TRIGGER fund_entry_balances ON fund_entry;
DROP TRIGGER fund_voucher_balances ON fund_voucher;
DROP TRIGGER fund_entry_stays ON fund_entry;
DROP TRIGGER fund_voucher_stays ON fund_voucher;
DROP FUNCTION fund_entry_balances();
DROP FUNCTION fund_voucher_balances();
DROP FUNCTION fund_demand_balance(bigint);
DROP FUNCTION fund_posted_stays();
"""


def add(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [POSTGRES] if editor.connection.vendor == "postgresql" else SQLITE.values():
        editor.execute(statement)


def remove(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    dropping = [f"DROP TRIGGER {name}" for name in SQLITE]
    for statement in [POSTGRES_BACK] if editor.connection.vendor == "postgresql" else dropping:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("fund", "0002_money")]
    operations = [migrations.RunPython(add, remove)]
