"""The review from end to end without a mouse."""

from __future__ import annotations

from sqlalchemy import text
from window import SHOTS, Site

from pledgebook.ledger.judging import judge


def actions(site: Site) -> list[tuple[str, bool]]:
    """Each judgement's action, and whether it still stands, in order."""
    with site.book.reading() as connection:
        rows = connection.execute(text("SELECT action, retired_at FROM judgement ORDER BY id"))
        return [(action, retired is None) for action, retired in rows]


def test_accept_reject_correct_and_undo_by_keys(own_site: Site) -> None:
    page = own_site.open("/review")
    page.keyboard.press("a")
    page.get_by_text("Recorded:").wait_for()
    page.keyboard.press("r")
    page.locator(".notice.done", has_text="is wrong").wait_for()
    assert actions(own_site) == [("accept", True), ("reject", True)]
    page.keyboard.press("u")
    page.get_by_text("is undone").wait_for()
    assert actions(own_site) == [("accept", True), ("reject", False)]
    page.keyboard.press("c")
    page.keyboard.press("Tab")
    page.keyboard.type("EUR 7 million")
    page.keyboard.press("Enter")
    page.locator(".notice.done", has_text="amount is EUR").wait_for()
    assert actions(own_site)[-1] == ("correct", True)
    page.screenshot(path=SHOTS / "review-after-correction.png", full_page=True)
    page.goto(own_site.url + "/commitments?amount_currency=EUR&value_from=7000000&value_to=7000000")
    assert page.locator("td.num", has_text="EUR 7 m").count() >= 1


def test_skipping_and_going_back_decides_nothing(own_site: Site) -> None:
    page = own_site.open("/review")
    up = page.locator(".queue a[aria-current]")
    first = up.get_attribute("href")
    page.keyboard.press("j")
    page.locator(f'.queue a[href="{first}"]:not([aria-current])').wait_for()
    page.keyboard.press("k")
    page.locator(f'.queue a[href="{first}"][aria-current]').wait_for()
    assert actions(own_site) == []


def test_split_and_join_by_keys(own_site: Site) -> None:
    with own_site.book.reading() as connection:
        home, key = connection.execute(
            text("SELECT commitment, max(claim) FROM member GROUP BY commitment HAVING count(*) > 1")
        ).first()  # type: ignore[misc]
    page = own_site.open(f"/review?subject={key}")
    page.keyboard.press("d")
    page.get_by_text("is not the same as").first.wait_for()
    page.keyboard.press("u")
    page.get_by_text("is undone").wait_for()
    page.keyboard.press("s")
    page.get_by_text("is the same commitment as").first.wait_for()
    assert [a for a, stands in actions(own_site) if stands] == ["same"]
    assert home


def test_keys_do_nothing_while_somebody_types_or_has_turned_them_off(own_site: Site) -> None:
    page = own_site.open("/review")
    page.locator("input[name=why]").focus()
    page.keyboard.type("area")
    page.keyboard.press("Escape")
    page.get_by_text("Turn single-key shortcuts off").click()
    page.locator("main").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert actions(own_site) == []


def test_who_comes_second_is_told_and_overwrites_nothing(own_site: Site) -> None:
    page = own_site.open("/review")
    subject = page.locator("input[name=subject]").first.get_attribute("value")
    judge(own_site.book, "accept", str(subject), by="somebody else")
    page.keyboard.press("r")
    page.get_by_role("alert").wait_for()
    assert "Somebody was quicker" in page.get_by_role("alert").inner_text()
    assert actions(own_site) == [("accept", True)]
    page.screenshot(path=SHOTS / "review-conflict.png", full_page=True)


def test_the_review_works_without_scripts(own_site: Site) -> None:
    page = own_site.open("/review", scripts=False)
    page.get_by_role("button", name="Accept").click()
    assert "Recorded" in page.locator("main").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert actions(own_site) == [("accept", False)]
