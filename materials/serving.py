"""Sending protected files: whole, or the byte range that a video player asks for.

Development and the embedded default read the file here; behind nginx ``SENDFILE_BACKEND`` hands the work over.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe
from django_sendfile import sendfile

RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
CHUNK = 64 * 1024


def serve_file(
    request: HttpRequest, stored: FieldFile, *, filename: str, content_type: str, as_attachment: bool
) -> HttpResponseBase:
    """Answer with the file; ``Range`` gets 206 or 416. The caller has asked its policy before."""
    if not stored or not Path(stored.path).is_file():
        raise Http404
    if settings.SENDFILE_BACKEND != "django_sendfile.backends.simple":
        response: HttpResponseBase = sendfile(
            request, stored.path, attachment=as_attachment, attachment_filename=filename, mimetype=content_type
        )
    else:
        response = _read(request, Path(stored.path), content_type)
    kind = "attachment" if as_attachment else "inline"
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(filename)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _read(request: HttpRequest, path: Path, content_type: str) -> HttpResponseBase:
    status = path.stat()
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and int(status.st_mtime) <= since and "Range" not in request.headers:
        return HttpResponse(status=304)
    wanted = RANGE.match(request.headers.get("Range", ""))
    response: HttpResponseBase
    if wanted is None:
        response = FileResponse(path.open("rb"), content_type=content_type)
    else:
        response = _range(path, status.st_size, wanted, content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Last-Modified"] = http_date(status.st_mtime)
    return response


def _range(path: Path, size: int, wanted: re.Match[str], content_type: str) -> HttpResponseBase:
    first, last = wanted.groups()
    if not first and not last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_piece(path, start, end - start + 1), status=206, content_type=content_type)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Length"] = str(end - start + 1)
    return response


def _piece(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(start)
        while length > 0 and (chunk := source.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
