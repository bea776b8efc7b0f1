"""The app's entry in Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages that look across."""

    name = "karn.apps.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the list of customers in step with what the rules see of one."""
        from karn.apps.customers.signals import customers_changed  # noqa: PLC0415 (models exist only now)
        from karn.apps.desk.receivers import keep_up, lock_out, relist  # noqa: PLC0415
        from karn.apps.people.signals import switched_off  # noqa: PLC0415
        from karn.apps.threats.signals.announcements import looked_again  # noqa: PLC0415

        customers_changed.connect(relist, dispatch_uid="desk")
        looked_again.connect(keep_up, dispatch_uid="desk")
        switched_off.connect(lock_out, dispatch_uid="desk")
