"""What the platform's own tables hold about persons: nothing but numbers of other tables' rows."""

from karn.platform.personal import Marks

PERSONAL = (Marks("platform.link", none="id purpose audience digest made_at expires_at revoked_at"),)
