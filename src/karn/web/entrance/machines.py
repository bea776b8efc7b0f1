"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 (an address to store, nothing listens on it)


def machine_of(request: HttpRequest | None) -> str:
    """Return the address the request comes from: behind HTTPS, the one the proxy before us tells."""
    meta = request.META if request else {}
    told = str(meta.get("HTTP_X_FORWARDED_FOR", "")) if settings.INSTALLATION.https else ""
    # The proxy adds the last one; what stands before it anybody can write.
    return told.rpartition(",")[2].strip() or str(meta.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest | None) -> str:
    """Return the network a request comes from, to count by: of IPv6 the 64 bits that one household has."""
    machine = machine_of(request)
    try:
        address = ip_address(machine)
    except ValueError:
        return machine
    if isinstance(address, IPv4Address):
        return machine
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Network((address.packed, 64), strict=False))


def storable_machine(request: HttpRequest | None) -> str:
    """Return the same for a column of addresses: whatever is none becomes 0.0.0.0."""
    machine = machine_of(request)
    try:
        ip_address(machine)
    except ValueError:
        return NOWHERE
    return machine


def can_have_passkeys(request: HttpRequest) -> bool:
    """Say whether browsers allow passkeys here: they belong to a host's name, never to a bare address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False
