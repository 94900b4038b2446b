"""Style, script and icon: read once, named by their content, and kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_CHARTS = "vega.js"  # made by vl-convert, not a file of the project's own
_FOR_GOOD = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=300"
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `version` is made from its content."""

    body: bytes
    packed: bytes
    media_type: str
    version: str


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """A file of the project's own, or the bundle that draws charts. Only names that are known are looked up."""
    if name not in names():
        return Response("not found", 404, media_type="text/plain")
    asset = read(name)
    caching = _FOR_GOOD if request.query_params.get("v") == asset.version else _SHORTLY
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding", "ETag": f'"{asset.version}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)


def address(name: str) -> str:
    """The address of a file, with its version; the bundle's version is vl-convert's, so that it need not be made."""
    version = _bundle_version() if name == _CHARTS else read(name).version
    return f"/static/{name}?v={version}"


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """What can be asked for."""
    return frozenset({_CHARTS, *(path.name for path in _FOLDER.iterdir() if path.suffix in _TYPES)})


@lru_cache(maxsize=32)
def read(name: str) -> Asset:
    """A known file; the bundle takes two seconds to make, once in a process."""
    body = _bundle() if name == _CHARTS else (_FOLDER / name).read_bytes()
    version = _bundle_version() if name == _CHARTS else hashlib.sha256(body).hexdigest()[:12]
    return Asset(body, gzip.compress(body, 6, mtime=0), _TYPES[Path(name).suffix], version)


def _bundle() -> bytes:
    import vl_convert

    return vl_convert.javascript_bundle().encode("utf-8")  # type: ignore[call-arg]


@lru_cache(maxsize=1)
def _bundle_version() -> str:
    from importlib.metadata import version

    return version("vl-convert-python")
