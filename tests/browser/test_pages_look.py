"""Every page, in light and dark, wide and on a phone: it stands, asks no other host, and bars nobody."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from window import SHOTS, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = {
    "overview": "/",
    "commitments": "/commitments",
    "commitments-narrowed": "/commitments?sector=energy&donor=LT&sort=-value",
    "commitments-none": "/commitments?q=zzzz",
    "commitment": "/commitments/{c}",
    "document": "/documents/5",
    "document-reasons": "/documents/1?why=1",
    "donors": "/donors",
    "donor": "/donors/LT",
    "donor-in-dollars": "/donors/LT?currency=USD&as_of=2025-04-01",
    "recipients": "/recipients",
    "recipient": "/recipients/MD",
    "programmes": "/programmes",
    "programme": "/programmes/safe",
    "people": "/people",
    "person": "/people/Ada Voss",
    "registers": "/registers",
    "agreements": "/registers/agreements",
    "sanctions": "/registers/sanctions",
    "needs": "/registers/needs",
    "meetings": "/registers/meetings",
    "totals": "/registers/totals",
    "conflicts": "/conflicts",
    "review": "/review",
    "review-of-the-past": "/review?as_of=2025-04-01",
    "sources": "/sources",
    "log": "/log",
    "api": "/api/docs",
    "missing": "/nowhere",
    "wrong": "/commitments?since=yesterday",
}
WAYS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 390)}
ERRORS = ("missing", "wrong")  # the browser reports their status as a complaint


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands(site: Site, name: str, way: str) -> None:
    site.complaints.clear()
    scheme, width = WAYS[way]
    page = site.open(address(site, name), scheme=scheme, width=width)
    for chart in page.locator("[data-chart]").all():
        chart.locator("svg, .failed").first.wait_for()
    assert page.locator(".failed").count() == 0
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{way}.png", full_page=True)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    assert serious(page) == []
    assert site.complaints == [] or name in ERRORS
    assert site.strangers == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_without_scripts_and_weighs_little(site: Site, name: str) -> None:
    page = site.open(address(site, name), scripts=False)
    assert page.locator("main").inner_text().strip()
    assert len(page.content().encode()) < 150_000
    assert page.locator("script:not([src]), style, [style]").count() == 0
    page.context.close()


def test_a_page_prints_without_what_is_only_for_the_screen(site: Site) -> None:
    page = site.open(address(site, "commitment"))
    page.emulate_media(media="print")
    assert not page.locator("header.top nav").is_visible()
    assert page.locator("blockquote.said").first.is_visible()
    page.screenshot(path=SHOTS / "commitment-print.png", full_page=True)
    page.context.close()


def test_the_keyboard_skips_to_the_content(site: Site) -> None:
    page = site.open("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.context.close()


def test_a_figure_leads_down_to_the_marked_sentence(site: Site) -> None:
    page = site.open("/donors/LT")
    page.locator("#newest ~ .scroll td.what a").first.click()
    page.locator("a", has_text="in the document").first.click()
    key = page.url.partition("#")[2]
    mark = page.locator(f'mark[data-keys~="{key}"]').first
    assert mark.is_visible() and "chosen" in (mark.get_attribute("class") or "")
    page.context.close()


def address(site: Site, name: str) -> str:
    return PAGES[name].replace("{c}", contested(site))


def contested(site: Site) -> str:
    with site.book.reading() as connection:
        return str(connection.scalar(text("SELECT commitment FROM member GROUP BY commitment ORDER BY count(*) DESC")))


@cache
def axe() -> str:
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def serious(page: Page) -> list[str]:
    """What axe-core finds that would bar somebody. It is put into the page by the browser's debugger, past the policy."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0].get('failureSummary', '')[:300]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
