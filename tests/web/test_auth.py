"""Accounts, sessions, tokens, and what slows guessing down."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from house import ANYWHERE, PASSWORD, Make, body
from sqlalchemy import select, update

from pledgebook.ledger.errors import BookError
from pledgebook.ledger.opening import Book
from pledgebook.ledger.schema import account, session, token
from pledgebook.web.auth import accounts, sessions
from pledgebook.web.auth.secrets import moment
from pledgebook.web.auth.throttle import WINDOW, Throttle


def test_an_account_has_a_name_a_role_and_a_hashed_password(web_book: Book) -> None:
    made = accounts.add_account(web_book, " Ada.Voss ", "reviewer", "a password of mine")
    assert (made.name, made.role, made.retired_at) == ("ada.voss", "reviewer", None)
    with web_book.reading() as connection:
        kept = connection.scalar(select(account.c.password).where(account.c.name == "ada.voss"))
    assert kept is not None and kept.startswith("$argon2id$") and "a password" not in kept
    assert accounts.verified(web_book, "ADA.VOSS", "a password of mine") == made
    assert accounts.verified(web_book, "ada.voss", "a password of min") is None
    assert accounts.verified(web_book, "nobody", "a password of mine") is None


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("", "reader", PASSWORD, "name"),
        ("a b", "reader", PASSWORD, "name"),
        ("<b>", "reader", PASSWORD, "name"),
        ("x" * 65, "reader", PASSWORD, "name"),
        ("-x", "reader", PASSWORD, "name"),
        ("bo", "king", PASSWORD, "role"),
        ("bo", "reader", "short", "12"),
        ("bo", "reader", "x" * 1001, "1000"),
        ("a-Admin", "reader", PASSWORD, "already"),
    ],
)
def test_an_account_that_cannot_be_is_refused(web_book: Book, name: str, role: str, password: str, words: str) -> None:
    with pytest.raises(BookError, match=words):
        accounts.add_account(web_book, name, role, password)


def test_a_changed_password_or_a_retired_account_ends_all_sessions(web_book: Book) -> None:
    ada = accounts.find_account(web_book, "a-reviewer")
    secret, made = sessions.begin(web_book, ada), sessions.add_token(web_book, "a-reviewer", "mine", "reviewer")

    def known() -> tuple[bool, bool]:
        with web_book.reading() as connection:
            by_session, by_token = (
                sessions.of_session(connection, secret),
                sessions.of_token(connection, str(made.secret)),
            )
        return by_session is not None, by_token is not None

    assert known() == (True, True)
    accounts.set_password(web_book, "a-reviewer", "another fine password")
    assert known() == (False, True)
    accounts.retire_account(web_book, "a-reviewer")
    assert known() == (False, False)
    assert accounts.verified(web_book, "a-reviewer", "another fine password") is None
    accounts.restore_account(web_book, "a-reviewer")
    assert accounts.verified(web_book, "a-reviewer", "another fine password") is not None
    assert known() == (False, False)


def test_a_session_lasts_its_time(web_book: Book) -> None:
    secret = sessions.begin(web_book, accounts.find_account(web_book, "a-reader"))
    with web_book.writing() as connection:
        connection.execute(update(session).values(expires_at=moment(-timedelta(seconds=1))))
    with web_book.reading() as connection:
        assert sessions.of_session(connection, secret) is None
        assert secret not in str(connection.execute(select(session)).all())


def test_a_token_does_no_more_than_its_scope_and_its_account(web_book: Book) -> None:
    with pytest.raises(BookError, match="may not do as much"):
        sessions.add_token(web_book, "a-reader", "all", "admin")
    made = sessions.add_token(web_book, "a-admin", "all", "admin", 1)
    assert made.secret is not None and made.secret.startswith("pbk_")
    with web_book.reading() as connection:
        assert sessions.of_token(connection, made.secret) == ("a-admin", "admin")
        assert made.secret not in str(connection.execute(select(token)).all())
    accounts.set_role(web_book, "a-admin", "reader")
    with web_book.reading() as connection:
        assert sessions.of_token(connection, made.secret) == ("a-admin", "reader")
    with web_book.writing() as connection:
        connection.execute(update(token).values(expires_at=moment(-timedelta(seconds=1))))
    with web_book.reading() as connection:
        assert sessions.of_token(connection, made.secret) is None
    assert all(t.secret is None for t in sessions.tokens(web_book))


def test_logging_in_and_out(browser: Make) -> None:
    client = browser(team=True)
    assert client.get("/").headers["location"] == "/login?next=%2F"
    assert client.get("/commitments?donor=LT").headers["location"] == "/login?next=%2Fcommitments%3Fdonor%3DLT"
    assert client.log_in("a-reader", "wrong").status_code == 401
    answer = client.log_in("a-reader", next="/commitments?donor=LT")
    assert (answer.status_code, answer.headers["location"]) == (303, "/commitments?donor=LT")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert client.get("/api/v1/book").status_code == 200
    secret = client.cookies["pledgebook"]
    assert client.post("/logout", data={"csrf_token": client.token("/commitments")}).status_code == 303
    assert client.get("/api/v1/book").status_code == 401
    assert client.get("/api/v1/book", headers={"cookie": f"pledgebook={secret}"}).status_code == 401


def test_cookies_of_a_team_go_over_https_only_but_on_loopback(browser: Make) -> None:
    answer = browser("https://book.example", team=True, host=ANYWHERE).log_in("a-reader")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-pledgebook=") and "Secure" in cookie
    plain = browser("http://book.example", team=True, host=ANYWHERE)
    assert "over HTTPS" in plain.get("/login").text
    assert "Secure" in plain.get("/login").headers.get("set-cookie", "Secure")


def test_logging_in_gives_a_new_session_and_ends_the_old(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-reader")
    first = client.cookies["pledgebook"]
    fields = {"name": "a-admin", "password": PASSWORD, "csrf_token": client.token("/commitments")}
    assert client.post("/login", data=fields).status_code == 303
    assert client.cookies["pledgebook"] != first
    assert client.get("/api/v1/book", headers={"cookie": f"pledgebook={first}"}).status_code == 401


@pytest.mark.parametrize("fixed", ["", "x", "pledgebook", "../../etc", "%00", '"; DROP TABLE account'])
def test_a_session_nobody_began_is_none(browser: Make, fixed: str) -> None:
    answer = browser(team=True).get("/api/v1/book", headers={"cookie": f"pledgebook={fixed}"})
    assert answer.status_code == 401 and body(answer)["detail"] == "log in first"


def test_programs_come_with_a_token(browser: Make, web_book: Book) -> None:
    client = browser(team=True)
    secret = str(sessions.add_token(web_book, "a-reviewer", "report", "reader").secret)
    for header in (f"Bearer {secret}", "Basic " + base64.b64encode(f"any:{secret}".encode()).decode()):
        assert client.get("/api/v1/book", headers={"authorization": header}).status_code == 200
    for header in ("Bearer", "Bearer pbk_x", "Basic !!!", "Basic " + base64.b64encode(b"\xff").decode(), "Digest x"):
        refused = client.get("/api/v1/book", headers={"authorization": header})
        assert refused.status_code == 401 and "Bearer" in refused.headers["www-authenticate"]
    said = {"action": "reject", "subject": "saaaaaaaaaa"}
    assert (
        client.post("/api/v1/judgements", json=said, headers={"authorization": f"Bearer {secret}"}).status_code == 403
    )


def test_one_makes_and_retires_ones_own_tokens(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-reviewer")
    header = client.header_token()
    made = body(client.post("/api/v1/tokens", json={"name": "mine", "scope": "reviewer", "days": 3}, headers=header))
    mine = {"authorization": f"Bearer {made['secret']}"}
    other = browser(team=True)
    assert other.get("/api/v1/commitments", headers=mine).status_code == 200
    assert other.post("/api/v1/tokens", json={"name": "more"}, headers=mine).status_code == 409
    assert client.post("/api/v1/tokens", json={"name": "more", "scope": "admin"}, headers=header).status_code == 422
    assert "secret" not in body(client.get("/api/v1/tokens"))[0]
    other.log_in("a-admin")
    assert other.delete(f"/api/v1/tokens/{made['number']}", headers=other.header_token()).status_code == 404
    assert client.delete(f"/api/v1/tokens/{made['number']}", headers=header).status_code == 200
    assert other.get("/api/v1/commitments", headers=mine).status_code == 401


def test_an_admin_keeps_the_accounts(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-admin")
    header = client.header_token()

    def change(name: str, **said: Any) -> Any:
        return client.patch(f"/api/v1/accounts/{name}", json=said, headers=header)

    new = {"name": "Bo", "role": "reader", "password": "a password for bo"}
    assert client.post("/api/v1/accounts", json=new, headers=header).status_code == 201
    assert client.post("/api/v1/accounts", json=new, headers=header).status_code == 409
    assert client.post("/api/v1/accounts", json={**new, "password": "short"}, headers=header).status_code == 422
    assert "short" not in client.post("/api/v1/accounts", json={**new, "password": "short"}, headers=header).text
    assert [a["name"] for a in body(client.get("/api/v1/accounts"))] == ["a-admin", "a-reader", "a-reviewer", "bo"]
    assert body(change("bo", role="reviewer"))["role"] == "reviewer"
    bo = browser(team=True)
    assert bo.log_in("bo", "a password for bo").status_code == 303
    assert body(change("bo", retired=True))["retired_at"]
    assert bo.get("/api/v1/book").status_code == 401
    assert change("bo", retired=False).status_code == 200
    assert change("a-admin", retired=True).status_code == 409
    assert change("nobody", role="reader").status_code == 404


def test_a_judgement_bears_the_name_of_the_account(browser: Make) -> None:
    client = browser(team=True)
    client.log_in("a-reviewer")
    key = body(client.get("/api/v1/statements?limit=1"))["data"][0]["key"]
    said = {"action": "reject", "subject": key, "why": "a hoax"}
    (made,) = body(client.post("/api/v1/judgements", json=said, headers=client.header_token()))
    assert made["by"] == "a-reviewer"


def test_guessing_is_slowed_down(browser: Make) -> None:
    client = browser(team=True)
    token = client.token()
    statuses = []
    for n in range(7):
        answer = client.post("/login", data={"name": "a-admin", "password": f"guess {n}", "csrf_token": token})
        statuses.append(answer.status_code)
    assert statuses == [401] * 5 + [429] * 2
    right = client.post("/login", data={"name": "a-admin", "password": PASSWORD, "csrf_token": token})
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 0
    assert client.log_in("a-reader").status_code == 303


def test_the_throttle_counts_pairs_addresses_and_accounts() -> None:
    time = [0.0]
    throttle = Throttle(lambda: time[0])
    for _ in range(5):
        assert throttle.wait("ada", "a") == 0
        throttle.failed("Ada ", "a")
    assert throttle.wait("ada", "a") == 15
    assert throttle.wait("ada", "b") == 0 and throttle.wait("bo", "a") == 0
    time[0] = 15
    assert throttle.wait("ada", "a") == 0
    throttle.failed("ada", "a")
    assert throttle.wait("ada", "a") == 30
    throttle.failed("ada", "a")
    throttle.succeeded("ada", "a")
    assert throttle.wait("ada", "a") == 0
    for n in range(20):
        throttle.failed(f"name{n}", "c")
    assert throttle.wait("new", "c") > 0 and throttle.wait("new", "d") == 0
    for n in range(50):
        throttle.failed("target", f"address{n}")
    assert throttle.wait("target", "fresh") > 0
    time[0] += WINDOW + 1
    assert throttle.wait("target", "fresh") == 0 and throttle.wait("new", "c") == 0


def test_logging_in_rightly_is_never_slowed_down() -> None:
    throttle = Throttle(lambda: 0.0)
    for n in range(200):
        assert throttle.wait(f"name{n % 3}", "office") == 0
        throttle.failed(f"name{n % 3}", "office")
        throttle.succeeded(f"name{n % 3}", "office")


def test_the_throttle_remembers_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pledgebook.web.auth.throttle._MOST", 30)
    throttle = Throttle(lambda: 0.0)
    for n in range(100):
        throttle.failed(f"name{n}", f"address{n}")
    assert len(throttle._failures) <= 30


def test_no_login_is_needed_alone_on_this_machine(browser: Make) -> None:
    client = browser()
    assert client.get("/login?next=/commitments").headers["location"] == "/commitments"
    assert client.get("/api/v1/commitments").status_code == 200
    assert client.post("/api/v1/tokens", json={"name": "x"}).status_code == 409


def test_a_backup_leaves_accounts_out_and_keeps_them(web_book: Book, tmp_path: Any) -> None:
    import gzip

    from pledgebook.ledger.backup import backup, restore

    file = backup(web_book, tmp_path / "b.backup")
    assert b"argon2" not in gzip.decompress(file.read_bytes())
    restore(web_book.url, file, replace=True)
    assert accounts.verified(web_book, "a-reader", PASSWORD) is not None
