"""Other sites, other names, hostile words, long bodies: none of them gets anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from house import ANYWHERE, BAD_URL, PAYLOADS, Make, body, keys
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.web.links import local_path, safe_url

PAGES = ["/", "/commitments", "/commitments?q=%3Cscript%3E", "/donors", "/recipients", "/people", "/registers", "/conflicts",
         "/review", "/sources", "/log", "/login", "/api/docs", "/nothing/here", "/commitments?donor=%3Cb%3E"]  # fmt: skip


class Markup(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.scripts = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] in ("script", "style"):
            self.scripts += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self.inside.append("")


def harmless(page: str) -> None:
    """No inline script or style, no handler, no address that runs, none of another host that is fetched."""
    markup = Markup(page)
    for tag, attributes in markup.tags:
        assert tag not in ("iframe", "object", "embed", "base"), tag
        for name, value in attributes.items():
            assert not name.startswith("on") and name != "style", (tag, name, value)
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE), (tag, value)
            if name == "src" or (tag == "link" and name == "href"):
                assert not re.match(r"(\w+:)?//", value or ""), (tag, value)
        if tag == "script":
            assert attributes.get("src") or attributes.get("type") == "application/json"
    for words in ("alert(1)</script>", "onerror=alert(2)>", "<svg/onload", "1337"):
        assert words not in page or page.count(words) == page.count(f"&lt;{words}")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_harmless_and_says_so_in_its_headers(browser: Make, path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code < 500
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    harmless(answer.text)


def test_hostile_words_stay_words(browser: Make) -> None:
    client = browser()
    seen = ""
    for row in body(client.get("/api/v1/commitments?donor=PL"))["data"]:
        for path in (f"/commitments/{row['id']}", "/commitments?donor=PL"):
            page = client.get(path)
            if page.status_code == 200:
                harmless(page.text)
                seen += page.text
    for number in range(10, 10 + len(PAYLOADS)):
        for path in (f"/documents/doc/{number}", f"/api/v1/documents/doc/{number}"):
            page = client.get(path)
            if page.headers["content-type"].startswith("text/html"):
                harmless(page.text)
            else:
                assert page.headers["content-type"].startswith(("application/json", "application/problem+json"))
    assert not seen or "&lt;script&gt;" in seen


def test_wherever_links_lead_no_page_is_harmful_or_breaks(browser: Make) -> None:
    client = browser()
    waiting, seen = ["/", "/review", "/api/docs", *(f"/documents?id=doc/{n}" for n in (5, 10))], set[str]()
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if "location" in answer.headers:
            assert local_path(answer.headers["location"]) != "/" or answer.headers["location"] == "/", path
            waiting.append(answer.headers["location"])
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        harmless(answer.text)
        links = [attributes.get("href") or "" for tag, attributes in Markup(answer.text).tags if tag == "a"]
        for link in links:
            if link.startswith("/") and not link.startswith("//"):
                waiting.append(link.partition("#")[0])
            else:
                assert link[:1] in ("#", "?") or safe_url(link), (path, link)
    assert len(seen) > 40


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_in_an_address_or_a_form_stay_words(browser: Make, payload: str) -> None:
    client = browser(team=True)
    token = client.token()
    fields = {"name": payload, "password": payload, "next": payload, "csrf_token": token}
    harmless(client.post("/login", data=fields).text)
    harmless(client.get("/login", params={"next": payload}).text)
    alone = browser()
    harmless(alone.get("/commitments", params={"q": payload, "donor": payload, "as_of": payload}).text)
    answer = alone.get(f"/api/v1/people/{payload}")
    assert answer.headers["content-type"].startswith("application/")


# Addresses.


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
     "data:text/html,x", "vbscript:x", "//evil.example", "https://", "http:///x", "file:///etc/passwd", "ftp://x.example/",
     "https://user:word@evil.example/", "https://a b.example/", "https://x.example/\\..", "http://[::1", "", None,
     "https:evil.example", BAD_URL, "https://x.example/" + "y" * 2_000],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize("url", ["https://news.example/1", "http://x.example:8080/a?b=c#d", "https://müll.example/ä"])
def test_web_addresses_become_links(url: str) -> None:
    assert safe_url(url) == url


@given(st.text(max_size=40) | st.from_regex(r"(https?|javascript):[/\\]{0,3}\w{0,8}", fullmatch=True))
def test_a_link_is_always_of_the_web(url: str) -> None:
    assert safe_url(url) is None or url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "///x", "/\t/evil.example", "\\\\evil", "javascript:x", "evil",
     "/x\r\nSet-Cookie: a=b", "", None, "/" * 3_000],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(browser: Make, path: str | None) -> None:
    assert local_path(path) == "/"
    assert browser().get("/login", params={"next": path or ""}).headers["location"] == "/"
    client = browser(team=True)
    assert client.log_in("a-reader", next=path or "").headers["location"] == "/"


@given(st.text(max_size=30))
def test_where_somebody_is_sent_is_always_here(path: str) -> None:
    found = local_path(path)
    assert found.startswith("/") and not found.startswith(("//", "/\\")) and found.isascii() and found.isprintable()
    assert local_path("/commitments?donor=LT&q=a%20b") == "/commitments?donor=LT&q=a%20b"


# Other sites.


def test_a_form_needs_the_token_of_this_browser(browser: Make) -> None:
    client, other = browser(team=True), browser(team=True)
    fields = {"name": "a-reader", "password": "correct horse battery"}
    token = client.token()
    assert client.post("/login", data=fields).status_code == 403
    assert client.post("/login", data={**fields, "csrf_token": token + "x"}).status_code == 403
    other.token()
    assert other.post("/login", data={**fields, "csrf_token": token}).status_code == 403
    assert client.post("/login", data={**fields, "csrf_token": token}).status_code == 303
    # and the token of before logging in is none any more
    assert client.post("/logout", data={"csrf_token": token}).status_code == 403


def test_a_token_gets_old(browser: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(team=True)
    token = client.token()
    monkeypatch.setattr("pledgebook.web.csrf.LASTS", -1)
    fields = {"name": "a-reader", "password": "correct horse battery", "csrf_token": token}
    assert client.post("/login", data=fields).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "same-origin"},  # from here, but without a token
        {"origin": "http://127.0.0.1:8000"},
        {"cookie": "a=b"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "multipart/form-data"},
    ],
)
def test_another_site_changes_nothing_alone_on_this_machine(browser: Make, headers: dict[str, str]) -> None:
    client = browser()
    key = keys(client)[0]
    raw = f'{{"action": "reject", "subject": "{key}"}}'
    answer = client.post("/api/v1/judgements", content=raw, headers={"content-type": "application/json", **headers})
    assert answer.status_code == 403
    assert body(client.get("/api/v1/judgements"))["data"] == []


def test_a_page_of_ours_changes_what_it_shows(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-reviewer")
    said = {"action": "reject", "subject": keys(client)[0]}
    here = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert client.post("/api/v1/judgements", json=said, headers=here).status_code == 403
    assert client.post("/api/v1/judgements", json=said, headers={**here, **client.header_token()}).status_code == 201


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "", "[::2]", "10.0.0.1"]
)
def test_another_name_for_this_machine_gets_no_answer(browser: Make, host: str) -> None:
    for path in ("/", "/api/v1/commitments", "/static/pledgebook.css"):
        answer = browser().get(path, headers={"host": host})
        assert answer.status_code == 421 and "LT" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"])
def test_this_machine_goes_by_its_own_names(browser: Make, host: str) -> None:
    assert browser().get("/api/v1/book", headers={"host": host}).status_code == 200


def test_what_is_too_long_is_not_read(browser: Make) -> None:
    client = browser(upload_limit=1_000)
    long = {"content-type": "application/json"}
    answer = client.post("/api/v1/judgements", content=b"x" * 1_001, headers=long)
    assert answer.status_code == 413 and answer.headers["content-type"] == "application/problem+json"
    pieces = (b"x" * 100 for _ in range(11))
    assert client.post("/api/v1/judgements", content=pieces, headers=long).status_code == 413
    lying = {**long, "content-length": "9" * 40}
    assert client.post("/api/v1/judgements", content=b"{}", headers=lying).status_code == 413
    assert client.post("/api/v1/judgements", content=b"{}", headers=long).status_code == 422


def test_no_path_leads_out(browser: Make) -> None:
    client = browser()
    for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/.%00css",
                 "/%2e%2e/%2e%2e/etc/passwd", "/api/v1/documents/..%2f..%2fetc%2fpasswd"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code in (400, 404) and "import" not in answer.text and "root:" not in answer.text


def test_nul_characters_are_refused(browser: Make) -> None:
    for path in ("/commitments?q=%00", "/api/v1/people/%00", "/api/v1/commitments?q=a%00b"):
        assert browser().get(path).status_code == 400


def test_what_fails_unforeseen_says_nothing_of_why_and_bears_the_same_headers(
    browser: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser()

    def broken(*_: Any) -> None:
        raise RuntimeError("the secret word")

    monkeypatch.setattr("pledgebook.report.commitments.facets", broken)
    answer = client.get("/api/v1/facets")
    assert answer.status_code == 500 and "secret" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_head_is_what_a_get_begins_with(browser: Make) -> None:
    client = browser()
    head, whole = client.head("/api/v1/book"), client.get("/api/v1/book")
    assert head.status_code == 200 and head.headers["etag"] == whole.headers["etag"]


def test_cookies_of_others_do_not_hide_ours(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-reader")
    cookies = f'other={{"a": [1, 2]}}; x y=z; ;; ="; pledgebook={client.cookies["pledgebook"]}'
    assert browser(team=True).get("/api/v1/book", headers={"cookie": cookies}).status_code == 200


def test_a_book_that_cannot_be_read_is_said(browser: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from pledgebook.ledger.errors import BookError

    def broken(*_: Any) -> None:
        raise BookError("book.db: the file is damaged")

    monkeypatch.setattr("pledgebook.report.commitments.facets", broken)
    answer = browser().get("/api/v1/facets")
    assert answer.status_code == 503 and "damaged" in body(answer)["detail"] and answer.headers["retry-after"]


def test_a_book_shown_read_only_takes_no_change(browser: Make) -> None:
    client = browser(read_only=True, host=ANYWHERE)
    key = keys(client)[0]
    answer = client.post("/api/v1/judgements", json={"action": "reject", "subject": key})
    assert answer.status_code == 403 and "read-only" in body(answer)["detail"]
    assert client.get("/review").status_code == 403
    assert client.get("/api/v1/accounts").status_code == 403
    assert client.get("/api/v1/commitments", headers={"host": "book.example"}).status_code == 200
