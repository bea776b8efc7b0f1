"""The way in: allauth's stages, codes and passkeys, held to Karn's own limits and audit log."""
