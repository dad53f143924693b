#!/usr/bin/env python3
"""Looks at a report in a browser: nothing wider than the page, landmarks and contrast as they must
be, no request to anywhere, the same without script.

Usage: look.py REPORT.html [FOLDER]        screenshots go to FOLDER, if it is given

Needs Chromium, and the packages playwright and axe-playwright-python; without any of them it says
so and ends with 0, since not every machine has a browser.
"""

import pathlib
import shutil
import sys

WIDTHS = [360, 1440]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(0)


def wider_than_page(page):
    """What sticks out, but for tables, which scroll by themselves."""
    return page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          const out = [...document.querySelectorAll('body *')].filter(element =>
            !element.closest('.scroll') && !element.classList.contains('skip')
            && element.getBoundingClientRect().right > wide + 1);
          const scrolls = document.documentElement.scrollWidth > wide;
          return [...(scrolls ? ['the page scrolls sideways'] : []),
            ...out.slice(0, 5).map(element => element.tagName + ' ' + element.className)];
        }"""
    )


def look(path, folder):
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        skip("there is no Chromium here")
    faults, requests = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scripts in (True, False):
            context = browser.new_context(java_script_enabled=scripts)
            page = context.new_page()
            page.on("request", lambda request: requests.append(request.url))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(path.as_uri())
                if scripts:
                    faults += [f"{width} px: {fault}" for fault in wider_than_page(page)]
                    if folder:
                        page.screenshot(path=str(folder / f"report-{width}.png"), full_page=True)
            if scripts:
                faults += axe(page)
                if folder:
                    page.emulate_media(media="print")
                    page.pdf(path=str(folder / "report.pdf"))
        browser.close()
    faults += [f"asks for {url}" for url in requests if url != path.as_uri()]
    return faults


def axe(page):
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        print("without axe: contrast and landmarks were not looked at")
        return []
    found = Axe().run(page).response
    print(f"axe: {len(found['passes'])} rules passed, {len(found['violations'])} violated")
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {rule['nodes'][0]['html'][:120]}"
        for rule in found["violations"]
    ]


def main():
    if len(sys.argv) < 2:
        print(__doc__)
        sys.exit(64)
    path = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    try:
        import playwright  # noqa: F401
    except ImportError:
        skip("playwright is not installed")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    faults = look(path, folder)
    for fault in faults:
        print(f"fault: {fault}")
    print("no faults" if not faults else f"{len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
