"""What the tables of who logs in hold about persons: those who work here, and no customer."""

from django.utils.translation import gettext_lazy as _

from karn.platform.personal import Marks, Why

PERSONAL = (
    Marks("people.team", none="id name"),
    Marks(
        "people.person",
        Why.STAFF,
        _("People who log in"),
        kept={Why.STAFF: "email name role language password last_login is_active team entry_number"},
        none="id",
    ),
    Marks(
        "people.cover", Why.STAFF, _("Cover"), kept={Why.STAFF: "away covering starts_on ends_on"}, none="id"
    ),
    Marks(
        "people.handover",
        Why.STAFF,
        _("Hand-overs"),
        kept={Why.STAFF: "giver taker by at customers undone_at"},
        none="id",
    ),
    Marks(
        "people.passwordlink",
        Why.STAFF,
        _("Links for a password"),
        kept={Why.STAFF: "person expires_at used_at"},
        none="id digest",
    ),
    Marks(
        "people.apitoken",
        Why.STAFF,
        _("Tokens for programs"),
        kept={Why.STAFF: "person name made_at expires_at last_used_at revoked_at"},
        none="id scopes digest prefix entry_number",
    ),
    Marks(
        "people.keptanswer",
        Why.SERVICE,
        _("Answers kept for programs"),
        customer=("customer",),
        goes=("customer",),
        cleared="body",
        none="id token key asked customer made_at",
    ),
    Marks(
        "people.change",
        Why.SERVICE,
        _("Changes of what people wrote and set up"),
        journal=True,
        scrubbed="before after",
        searched="before after",
        kept={Why.STAFF: "by at"},
        none="id kind object how",
    ),
    Marks("people.logintries", none="digest failures last_at"),
    Marks(
        "people.auditentry",
        Why.LOG,
        _("Audit log"),
        kept={Why.LOG: "at person deed kind object detail"},
        none="number previous seal",
    ),
    # Django's and allauth's own. A session holds who is logged in, and ends by itself.
    Marks(
        "sessions.session",
        Why.STAFF,
        _("Who is logged in"),
        kept={Why.STAFF: "session_data"},
        none="session_key expire_date",
    ),
    Marks(
        "usersessions.usersession",
        Why.STAFF,
        _("Devices that are logged in"),
        kept={Why.STAFF: "user created_at ip last_seen_at user_agent data"},
        none="id session_key",
    ),
    Marks(
        "mfa.authenticator",
        Why.STAFF,
        _("Second factors"),
        kept={Why.STAFF: "user type data created_at last_used_at"},
        none="id",
    ),
    Marks(
        "account.emailaddress",
        Why.STAFF,
        _("E-mail addresses of who logs in"),
        kept={Why.STAFF: "user email verified primary"},
        none="id",
    ),
    Marks("account.emailconfirmation", none="id email_address created sent key"),
    Marks("auth.permission", none="id name content_type codename"),
    Marks("auth.group", none="id name permissions"),
    Marks("auth.group_permissions", none="id group permission"),
    Marks("contenttypes.contenttype", none="id app_label model"),
)
