"""Tries `make demo` as a person does: waits until it is ready, looks, signs in, and presses Ctrl-C.

Ends with 1 and the words of the demo where something is not as it should be.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ADDRESS = "http://127.0.0.1:8000"
PATIENCE = 240.0


def main() -> int:
    demo = subprocess.Popen(
        ["make", "--no-print-directory", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"CI": "1"},
    )
    try:
        said = _until_ready(demo)
        print(said)
        problems = _look(said)
    finally:
        # As a terminal does: everything in the foreground gets it.
        os.killpg(demo.pid, signal.SIGINT)
        rest, _ = demo.communicate(timeout=60)
        print(rest)
    problems += _left_over()
    print("\n".join(problems) or "The demo is well, and ended cleanly.")
    return 1 if problems else 0


def _until_ready(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    lines, until = [], time.monotonic() + PATIENCE
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line or time.monotonic() > until:
            return "".join(lines)
    return "".join(lines)


def _look(said: str) -> list[str]:
    """Sign in as the first person that the demo names and open both studies."""
    password = re.search(r"(?:password|adgangskoden) (\S+)", said)
    email = re.search(r"(\S+@example\.org)", said)
    if not password or not email:
        return ["The demo does not say how to sign in."]
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = browser.open(f"{ADDRESS}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    form = {
        "csrfmiddlewaretoken": token[1] if token else "",
        "login": email[1],
        "password": password[1],
    }
    page = browser.open(f"{ADDRESS}/accounts/login/", urllib.parse.urlencode(form).encode())
    links = sorted(set(re.findall(r'href="(/studies/\d+/)"', page.read().decode())))
    problems = [] if len(links) == 2 else [f"The list has {len(links)} studies and not two."]
    for link in links:
        for part in ("", "monitoring/", "findings/"):
            try:
                browser.open(ADDRESS + link + part)
            except urllib.error.HTTPError as problem:
                problems.append(f"{link}{part} answers {problem.code}.")
    return problems


def _left_over() -> list[str]:
    try:
        urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2)
    except OSError:
        return []
    return ["Something still listens after Ctrl-C."]


if __name__ == "__main__":
    sys.exit(main())
