"""What every answer of the server tells the browser about itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
PERSONAL_LINKS = "/a/"
"""Addresses below this are secret; the pages there tell them to no one, our own logs included."""
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def framed_by_us(response: HttpResponse) -> HttpResponse:
    """Let a page of ours stand in a frame of another page of ours, such as a preview."""
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


class ContentSecurity:
    """Nothing from another host, no script or style in the page itself, nothing kept by caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.path.startswith(PERSONAL_LINKS):
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
