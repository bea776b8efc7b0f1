"""The company, its files and its installation."""

from karn.apps.people.rules import Deed

OPEN = "open"
POLICY: dict[str, Deed | str] = {
    "health": OPEN,
    "restore_attribute": Deed.CHANGE_COMPANY,
    "imports": Deed.IMPORT_FILES,
    "imports_csv": Deed.IMPORT_FILES,
    "imports_xlsx": Deed.IMPORT_FILES,
    "new_import": Deed.IMPORT_FILES,
    "import": Deed.IMPORT_FILES,
    "check_import": Deed.IMPORT_FILES,
    "discard_import": Deed.IMPORT_FILES,
    "load_import": Deed.IMPORT_FILES,
    "import_progress": Deed.IMPORT_FILES,
    "refused_csv": Deed.IMPORT_FILES,
    "refused_xlsx": Deed.IMPORT_FILES,
    "company": Deed.CHANGE_COMPANY,
    "company_preset": Deed.CHANGE_COMPANY,
    "undo_preset": Deed.CHANGE_COMPANY,
    "state": Deed.CHANGE_COMPANY,
    "quarantine": Deed.CHANGE_COMPANY,
    "attributes": Deed.CHANGE_COMPANY,
    "attributes_csv": Deed.CHANGE_COMPANY,
    "attributes_xlsx": Deed.CHANGE_COMPANY,
    "remove_attribute": Deed.CHANGE_COMPANY,
}
