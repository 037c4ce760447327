"""The forms of the codes by which customs calls its offices, teams and officers, as regular expressions."""

OFFICE = "[0-9A-Z]{4}"
TEAM = "[0-9A-Z]{1,4}"
"""Within its office."""
OFFICER = f"{OFFICE}-[0-9A-Z]{{1,8}}"
STAFF = "[!-~]{1,32}"
"""Of a member of the staff, officers included: whatever the directory has, without spaces."""
DECLARATION_TYPE = "[A-Z][0-9]{2}"


def whole(form: str) -> str:
    """The form as all of a text, for a schema."""
    return f"^({form})$" if "|" in form else f"^{form}$"
