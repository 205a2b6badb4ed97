"""Links, wherever they are written down, and whether they lead to what they say."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from demo import Answer, get


class _Hrefs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, _, attributes):
        values = dict(attributes)
        target = values.get("href") or values.get("src")
        if target and not target.startswith("#"):
            self.found.append((target, values.get("type")))


def links_of(answer: Answer):
    """Pairs of an absolute address and the media type it is said to have, or None."""
    found = []
    for value in answer.headers.get_all("link", []):
        for target, rest in re.findall(r"<([^>]*)>([^<]*)", value):
            stated = re.search(r'type="([^"]*)"', rest)
            found.append((target, stated and stated.group(1)))
    if answer.media_type == "text/html":
        parser = _Hrefs()
        parser.feed(answer.text())
        found += parser.found
    elif answer.media_type in ("application/json", "application/linkset+json"):
        found += list(_in_json(answer.json()))
    elif answer.media_type in ("text/plain", "text/markdown"):
        found += [(target, None) for target in re.findall(r"\]\((https?://[^)\s]+)\)", answer.text())]
    return [(urljoin(answer.url, target), stated) for target, stated in found]


def _in_json(value):
    if isinstance(value, dict):
        for name in ("href", "url"):
            if isinstance(value.get(name), str):
                stated = value.get("type")
                is_media = isinstance(stated, str) and "/" in stated
                yield value[name], stated if is_media else None
        # The servers of an API description are what addresses begin with, not addresses.
        for name, member in value.items():
            if name != "servers":
                yield from _in_json(member)
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item)


# A plan has a hundred workouts, and a client thirty requests a minute; the service's own
# tests follow the rest.
WORKOUTS_FOLLOWED = 3


def follow_everything(start: str, hosts: list[str]) -> dict[str, Answer]:
    """Walks from `start` over all links to the given hosts; anything but 200 ends the check."""
    seen: dict[str, Answer] = {}
    workouts = 0
    to_do = [(start, None, "nowhere")]
    while to_do:
        url, stated, source = to_do.pop()
        url = url.split("#")[0]
        if not any(url.startswith(host) for host in hosts) or "{" in url:
            continue
        if url not in seen and re.search(r"/workouts/[^/]+$", url):
            workouts += 1
            if workouts > WORKOUTS_FOLLOWED:
                continue
        if url not in seen:
            answer = get(url)
            assert answer.status == 200, f"{url} answers {answer.status}; linked from {source}"
            seen[url] = answer
            to_do += [(target, kind, url) for target, kind in links_of(answer)]
        found = seen[url].media_type
        assert stated in (None, found), f"{url} is {found}, not {stated}; linked from {source}"
    return seen
