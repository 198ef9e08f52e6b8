"""Who may open which address: one row for every URL of the product. A URL without its row fails test_access.

A row names the roles that may ever come in and, where the address holds a record, which record of the world
(tests/access_world.py) stands in it. Everybody else: visitors go to the login, other roles get 403.
"""

from typing import NamedTuple

EVERYBODY = frozenset({"visitor", "operator", "district", "city", "expert", "admin", "auditor"})
SIGNED_IN = EVERYBODY - {"visitor"}
OPERATOR = frozenset({"operator"})
DISTRICT = frozenset({"district"})
CITY = frozenset({"city"})
EXPERT = frozenset({"expert"})
ADMIN = frozenset({"admin"})
AUDITOR = frozenset({"auditor"})
OFFICES = DISTRICT | CITY
BUSINESS = OPERATOR | OFFICES
STATISTICS = BUSINESS | ADMIN
CHARTS = OFFICES | ADMIN | AUDITOR


class Row(NamedTuple):
    """`record` names a maker of the world; `extra` are further arguments of the address, fixed or made there too."""

    roles: frozenset[str]
    record: str = ""
    extra: tuple[tuple[str, str], ...] = ()


PAGES: dict[str, Row] = {
    # Public
    "home": Row(EVERYBODY),
    "guide": Row(EVERYBODY),
    "policy": Row(EVERYBODY),
    "self-check": Row(EVERYBODY),
    "rounds": Row(EVERYBODY),
    "round": Row(EVERYBODY, "round"),
    "notices": Row(EVERYBODY),
    "notice": Row(EVERYBODY, "notice"),
    "notice-object": Row(EVERYBODY, "notice"),
    "register": Row(EVERYBODY),
    "register-csv": Row(EVERYBODY),
    "register-json": Row(EVERYBODY),
    "verify": Row(EVERYBODY),
    "verify-code": Row(EVERYBODY, "", (("code", "filing_code"),)),
    "help": Row(EVERYBODY),
    "accessibility": Row(EVERYBODY),
    "privacy": Row(EVERYBODY),
    "healthz": Row(EVERYBODY),
    "operator-register": Row(EVERYBODY),
    "operator-register-details": Row(EVERYBODY, "", (("uscc", "new_uscc"),)),
    # Everybody's own desk
    "desk": Row(SIGNED_IN),
    "inbox": Row(SIGNED_IN),
    "inbox-read": Row(SIGNED_IN),
    "inbox-settings": Row(SIGNED_IN),
    "inbox-notice": Row(SIGNED_IN, "message"),
    "acts": Row(OFFICES),
    "act": Row(OFFICES, "act"),
    "acts-sign": Row(OFFICES),
    "act-send-back": Row(OFFICES, "act"),
    "act-withdraw": Row(OFFICES, "act"),
    # People
    "operators": Row(OFFICES),
    "operator": Row(OFFICES, "operator"),
    "operator-confirm": Row(DISTRICT, "operator"),
    "operator-refuse": Row(DISTRICT, "operator"),
    "operator-replace-accounts": Row(DISTRICT, "operator"),
    "organisation": Row(OPERATOR),
    "organisation-resubmit": Row(OPERATOR),
    "join-requests": Row(OPERATOR | DISTRICT),
    "join-request-admit": Row(OPERATOR | DISTRICT, "join_request"),
    "join-request-refuse": Row(OPERATOR | DISTRICT, "join_request"),
    "audit": Row(AUDITOR),
    "audit-export": Row(AUDITOR),
    "audit-verify": Row(AUDITOR),
    "audit-sign-ins": Row(AUDITOR),
    # Organisation, spaces and registers
    "spaces": Row(BUSINESS),
    "space": Row(BUSINESS, "space"),
    "space-create": Row(OPERATOR),
    "space-edit": Row(OPERATOR, "space_free"),
    "space-register": Row(BUSINESS, "space", (("register", "=residents"),)),
    "row-create": Row(OPERATOR, "space_free", (("register", "=residents"),)),
    "row-edit": Row(OPERATOR, "space_free", (("register", "=residents"), ("row", "row"))),
    "row-end": Row(OPERATOR, "space_free", (("register", "=residents"), ("row", "row"))),
    "register-import": Row(OPERATOR, "space_free", (("register", "=mentors"),)),
    "register-template": Row(OPERATOR, "space_free", (("register", "=mentors"),)),
    "registers-residents": Row(OPERATOR),
    "registers-people": Row(OPERATOR),
    "registers-events": Row(OPERATOR),
    "registers-money": Row(OPERATOR),
    "registers-premises": Row(OPERATOR),
    "filings": Row(BUSINESS),
    "filing": Row(BUSINESS, "filing"),
    # Applications
    "applications": Row(OPERATOR),
    "application-create": Row(OPERATOR),
    "application": Row(BUSINESS, "application_submitted"),
    "application-form": Row(BUSINESS, "application_submitted"),
    "application-rows": Row(BUSINESS, "application_submitted", (("key", "=residents.teams"),)),
    "application-space": Row(OPERATOR, "application_draft"),
    "application-section": Row(OPERATOR, "application_draft", (("code", "=5.4"),)),
    "application-section-confirm": Row(OPERATOR, "application_draft", (("code", "=5.4"),)),
    "application-upload": Row(OPERATOR, "application_draft", (("code", "=5.4"),)),
    "application-prescreen": Row(OPERATOR, "application_draft"),
    "application-what-if": Row(OPERATOR, "application_draft"),
    "application-draft-rows": Row(OPERATOR, "application_draft", (("key", "=residents.teams"),)),
    "application-attachment": Row(OPERATOR, "application_draft", (("attachment", "attachment"),)),
    "application-attachment-remove": Row(OPERATOR, "application_draft", (("attachment", "attachment"),)),
    "application-submit": Row(OPERATOR, "application_draft"),
    "application-withdraw": Row(OPERATOR, "application_draft"),
    # Correction rounds and reviews of declines
    "application-return": Row(OFFICES, "application_to_return"),
    "application-extend-correction": Row(OFFICES, "application_sent_back"),
    "application-item-settle": Row(OPERATOR, "application_returned", (("item", "correction_item"),)),
    "application-resubmit": Row(OPERATOR, "application_returned"),
    "application-ask-review": Row(OPERATOR, "application_declined"),
    "application-overturn": Row(CITY, "application_under_review"),
    "application-uphold-decline": Row(CITY, "application_under_review"),
    # Districts
    "queue": Row(OFFICES),
    "application-take": Row(OFFICES, "application_submitted"),
    "application-verify": Row(DISTRICT, "application_submitted"),
    "application-verify-effect": Row(DISTRICT, "application_submitted"),
    "application-site-visit": Row(DISTRICT, "application_submitted"),
    "application-recommend": Row(DISTRICT, "application_submitted"),
    "application-decline": Row(DISTRICT, "application_submitted"),
    # Article 8
    "application-disqualify": Row(OFFICES, "application_submitted"),
    "application-recuse": Row(OFFICES, "application_accepted"),
    "fraud-cases": Row(BUSINESS),
    "fraud-case": Row(BUSINESS, "case_served"),
    "fraud-notify": Row(CITY, "case_proposed"),
    "fraud-serve": Row(CITY, "case_notified"),
    "fraud-defend": Row(OPERATOR, "case_served"),
    "fraud-no-defence": Row(CITY, "case_served"),
    "fraud-find": Row(CITY, "case_heard"),
    "fraud-drop": Row(CITY, "case_heard"),
    "bans": Row(OFFICES),
    "report-new": Row(EVERYBODY),
    "report-received": Row(EVERYBODY),
    "report-receipt": Row(EVERYBODY),
    "reports": Row(AUDITOR),
    "reports-export": Row(AUDITOR),
    "report": Row(AUDITOR, "report"),
    "report-file": Row(AUDITOR, "report", (("file", "report_file"),)),
    # City
    "round-list": Row(CITY),
    "round-create": Row(CITY),
    "round-edit": Row(CITY, "round"),
    "round-board": Row(CITY, "round"),
    "round-meeting": Row(CITY, "round"),
    "round-meeting-confirm": Row(CITY, "round"),
    "queue-accept": Row(CITY),
    "reviews": Row(CITY),
    "application-accept": Row(CITY, "application_recommended"),
    "application-panel": Row(CITY, "application_accepted"),
    "assignment-excuse": Row(CITY, "assignment"),
    "assignment-extend": Row(CITY, "assignment"),
    "application-draw": Row(CITY, "application_accepted"),
    "draw": Row(CITY, "draw"),
    "application-review-again": Row(CITY, "application_reviewed"),
    "application-stage": Row(CITY, "application_reviewed"),
    "application-start-review": Row(CITY, "application_accepted"),
    "application-publicise": Row(CITY, "application_reviewed"),
    "application-objections": Row(CITY, "application_publicised"),
    "objection-dismiss": Row(CITY, "objection"),
    "objection-uphold": Row(CITY, "objection"),
    "application-approve": Row(CITY, "application_publicised"),
    "application-reject": Row(CITY, "application_reviewed"),
    "notice-objected": Row(EVERYBODY, "notice"),
    "notice-document": Row(EVERYBODY, "notice"),
    "verify-notice": Row(EVERYBODY, "", (("code", "filing_code"),)),
    # Uploaded files and issued documents
    "file": Row(BUSINESS, "file"),
    "file-page": Row(BUSINESS | EXPERT, "file", (("number", "=1"),)),
    "document": Row(BUSINESS, "document"),
    "document-file": Row(BUSINESS, "document"),
    "document-original": Row(OFFICES, "document"),
    "document-scan": Row(OFFICES, "document_kept"),
    "document-scan-file": Row(OFFICES, "document_sealed", (("sequence", "=1"),)),
    "document-service": Row(OFFICES, "document_kept"),
    "document-receipt": Row(BUSINESS, "document_served", (("sequence", "=1"),)),
    # Experts, pages of the evaluation app
    "evaluation:reviews": Row(EXPERT),
    "evaluation:score-sheet": Row(EXPERT, "assignment"),
    "evaluation:score-sheet-save": Row(EXPERT, "assignment"),
    "evaluation:review-declare": Row(EXPERT, "assignment"),
    "evaluation:review-recuse": Row(EXPERT, "assignment"),
    "evaluation:review-dossier": Row(EXPERT, "assignment"),
    "evaluation:review-evidence": Row(EXPERT, "assignment", (("file", "evidence_file"),)),
    "evaluation:finish-review": Row(CITY, "application_in_review"),
    # Annual statistics
    "evaluation:returns": Row(STATISTICS),
    "evaluation:statistics-import": Row(STATISTICS, "", (("year", "window_year"),)),
    "imports": Row(STATISTICS),
    "import": Row(STATISTICS, "import"),
    "import-progress": Row(STATISTICS, "import"),
    "import-resume": Row(STATISTICS, "import"),
    "import-reason": Row(STATISTICS, "import"),
    "import-confirm": Row(STATISTICS, "import"),
    "import-abandon": Row(STATISTICS, "import"),
    "import-errors": Row(STATISTICS, "import"),
    "batches": Row(OFFICES),
    "batch-new": Row(OFFICES),
    "batch": Row(OFFICES, "batch"),
    "batch-progress": Row(OFFICES, "batch"),
    "batch-resume": Row(OFFICES, "batch"),
    "batch-file": Row(OFFICES, "batch"),
    "application-packet": Row(OFFICES, "application_approved"),
    "import-new": Row(CITY | ADMIN, "", (("kind", "=registers"),)),
    "import-template": Row(CITY | ADMIN, "", (("kind", "=history"),)),
    "evaluation:compliance-board": Row(OFFICES, "", (("year", "window_year"),)),
    "evaluation:compliance-remind": Row(OFFICES, "", (("year", "window_year"),)),
    "evaluation:compliance-export": Row(OFFICES, "", (("year", "window_year"),)),
    "evaluation:compliance-district": Row(OFFICES, "", (("year", "window_year"), ("slug", "=gxq"))),
    "evaluation:compliance-extend": Row(CITY, "", (("year", "window_year"),)),
    "evaluation:compliance-torch": Row(DISTRICT, "space_filed", (("year", "=2025"),)),
    "evaluation:finding-raise": Row(CITY, "space_to_city", (("year", "=2025"),)),
    "evaluation:findings": Row(BUSINESS),
    "evaluation:finding": Row(BUSINESS, "finding"),
    "evaluation:finding-reply": Row(OPERATOR, "finding"),
    "evaluation:finding-decide": Row(CITY, "finding_replied"),
    "evaluation:statistics-years": Row(CITY),
    "evaluation:statistics-year": Row(CITY, "", (("year", "window_year"),)),
    "evaluation:statistics-year-close": Row(CITY, "", (("year", "window_year"),)),
    "evaluation:return-start": Row(OPERATOR, "space_filed", (("year", "=2025"),)),
    "evaluation:return": Row(STATISTICS, "return"),
    "evaluation:return-group": Row(OPERATOR, "return_open", (("letter", "=b"),)),
    "evaluation:return-submit": Row(OPERATOR, "return_open"),
    "evaluation:return-convert": Row(OPERATOR, "return_open"),
    "evaluation:return-confirm": Row(OFFICES, "return"),
    "evaluation:return-send-back": Row(OFFICES, "return"),
    "evaluation:return-lock": Row(CITY, "return_confirmed"),
    "evaluation:return-reopen": Row(CITY, "return_locked"),
    "evaluation:statistics-template": Row(STATISTICS, "", (("year", "window_year"),)),
    "evaluation:statistics-export": Row(STATISTICS, "", (("year", "window_year"),)),
    "evaluation:statistics-latest": Row(CHARTS),
    "evaluation:statistics-overview": Row(CHARTS, "", (("year", "window_year"),)),
    "evaluation:statistics-overview-export": Row(CHARTS, "", (("year", "window_year"),)),
    "evaluation:statistics-report": Row(OFFICES, "", (("year", "window_year"),)),
}

ADMIN_SITE = {
    "admin:index": ADMIN | CITY,
    "admin:filings_user_changelist": ADMIN,
    "admin:filings_user_add": ADMIN,
    "admin:filings_district_changelist": ADMIN,
    "admin:filings_citysettings_changelist": ADMIN | CITY,
    "admin:filings_outgoingmail_changelist": ADMIN,
}
"""The entrances of the admin site; its other pages stand behind the same permissions, asked model by model."""

LIBRARIES = ("account_", "mfa_", "admin:")
"""Names of addresses that libraries bring: allauth's own pages keep to the account that asks; the admin site is above."""
