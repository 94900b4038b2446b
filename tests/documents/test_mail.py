"""E-mail."""

from __future__ import annotations

import datetime
from email.message import EmailMessage

import pytest

from pledgebook.documents.mail import documents
from pledgebook.model import Document, Fault

DAY = datetime.date(2025, 10, 6)


def message(
    text: str | None = "Ten boats will go north.\n", page: str | None = None, charset: str = "utf-8"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ministry of Boats <press@boats.example>"
    mail["To"] = "list@boats.example"
    mail["Subject"] = "Boats for the north – a gift"
    mail["Date"] = "Mon, 06 Oct 2025 23:30:00 -0500"
    if text is not None:
        mail.set_content(text, charset=charset)
    if page is not None:
        if text is None:
            mail.set_content(page, subtype="html")
        else:
            mail.add_alternative(page, subtype="html")
    return mail


def one(data: bytes) -> Document | Fault:
    return list(documents(data, "a.eml", "a"))[-1]


def test_the_plain_text_and_the_headers_are_read() -> None:
    assert one(bytes(message(page="<p>Other words</p>"))) == Document(
        id="a",
        text="Ten boats will go north.",
        published=DAY,
        title="Boats for the north – a gift",
        publisher="Ministry of Boats",
        source="a.eml",
    )


def test_a_message_in_html_alone_is_read_as_a_page() -> None:
    found = one(bytes(message(None, "<html><body><p>Ten boats will go <b>north</b>.</p></body></html>")))
    assert isinstance(found, Document)
    assert found.text == "Ten boats will go north."
    assert found.title == "Boats for the north – a gift"


def test_the_declared_charset_is_followed() -> None:
    found = one(bytes(message("Десять лодок пойдут на север.\n", charset="koi8-r")))
    assert isinstance(found, Document)
    assert found.text == "Десять лодок пойдут на север."


def test_attachments_are_left_out() -> None:
    mail = message()
    mail.add_attachment("secret,figures\n", subtype="plain", filename="a.txt")
    found = one(bytes(mail))
    assert isinstance(found, Document)
    assert "secret" not in found.text


def test_a_message_without_text_is_a_fault() -> None:
    assert one(b"From: a@b.example\nSubject: x\n\n") == Fault("a.eml", "no text in the message")


@pytest.mark.parametrize(
    "headers",
    [
        b"Subject: =?no-such-charset?B?AAAA?=\nDate: rubbish\n",
        b"Subject: =?utf-8?B?//////?=\nDate: Mon, 99 Foo 2025 10:00\n",
        b"Subject: \xff\xfe\nDate: 6 Oct 0001 00:00:00\n",
        b"Subject: " + b"=?utf-8?Q?a?= " * 50_000 + b"\n",
        b"From: " + b"<" * 200_000 + b"\n",
        b"Date: " + b"1 " * 200_000 + b"\n",
    ],
)
@pytest.mark.usefixtures("ends")
def test_odd_headers_do_no_harm(headers: bytes) -> None:
    found = one(b"From: a@b.example\nMIME-Version: 1.0\n" + headers + b"\nTen boats.")
    assert isinstance(found, Document)
    assert found.text == "Ten boats."
