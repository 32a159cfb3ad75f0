"""Small whole files in each source format, made on the spot, and what is asked of how they are read."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

from sayso.model import Report
from sayso.read import Failure, read_file

SENTENCE = "Rebels captured Homs on Saturday, the army said."
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rebels enter Homs | The Lantern</title>
<meta property="og:site_name" content="The Lantern"><meta property="article:published_time" content="2024-12-07T10:00:00Z">
<meta name="author" content="Mara Holm"><link rel="canonical" href="https://lantern.example/homs"></head>
<body><nav><a href="/">Home</a><a href="/world">World</a></nav>
<article><h1>Rebels enter Homs</h1><p>{SENTENCE}</p><p>At least 12 people were killed.</p></article>
<footer>All rights reserved.</footer></body></html>"""
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Lantern</title><link>https://lantern.example/</link>
<item><title>Rebels enter Homs</title><link>https://lantern.example/homs</link><pubDate>Sat, 07 Dec 2024 23:30:00 +0300</pubDate>
<author>Mara Holm</author><description>&lt;p&gt;{SENTENCE}&lt;/p&gt;&lt;p&gt;Twelve died.&lt;/p&gt;</description></item>
<item><title>Talks fail</title><link>https://lantern.example/talks</link><description>Talks failed.</description></item>
<item><title>Only a headline</title><link>https://lantern.example/headline</link></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Lantern</title><id>urn:x</id>
<updated>2024-12-08T00:00:00Z</updated><entry><title>Rebels enter Homs</title><id>urn:y</id><link href="https://lantern.example/homs"/>
<updated>2024-12-08T09:00:00Z</updated><published>2024-12-07T10:00:00Z</published><author><name>Mara Holm</name></author>
<content type="html">&lt;p&gt;{SENTENCE}&lt;/p&gt;</content></entry></feed>"""


def pdf(pages: list[list[str]], *, information: str = "", filters: str = "") -> bytes:
    """A PDF document with these lines on its pages; ``filters`` is /FlateDecode or nothing."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    bodies = [part.encode("latin-1") for part in objects]
    for i, lines in enumerate(pages):
        bodies.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * i} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode("latin-1"))
        bodies.append(_content(lines, filters))
    bodies.append(f"<<{information}>>".encode("latin-1"))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode() + b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R/Info {len(bodies)} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _content(lines: list[str], filters: str) -> bytes:
    shown = "\n".join(f"({line.translate(ESCAPES)}) Tj T*" for line in lines)
    stream = f"BT /F 12 Tf 14 TL 50 750 Td\n{shown}\nET".encode("latin-1")
    stream = zlib.compress(stream) if filters else stream
    extra = f"/Filter{filters}" if filters else ""
    return f"<</Length {len(stream)}{extra}>>\nstream\n".encode() + stream + b"\nendstream"


ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def record(kind: str, body: bytes, *, url: str = "https://lantern.example/homs", media_type: str = "text/plain", date: str = "2024-12-08T10:00:00Z") -> bytes:
    """One record of a WARC archive."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
    return f"{head}Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def response(
    body: bytes, *, status: str = "200 OK", headers: str = "Content-Type: text/html; charset=utf-8", url: str = "https://lantern.example/homs"
) -> bytes:
    """A record of what a server sent."""
    return record("response", f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body, url=url, media_type="application/http; msgtype=response")


def warc() -> bytes:
    """An archive with a page, a missing page, a picture, and a text."""
    parts = [
        record("warcinfo", b"software: none\r\n", media_type="application/warc-fields"),
        response(PAGE.encode()),
        response(b"<html>not found</html>", status="404 Not Found"),
        response(b"\x89PNG", headers="Content-Type: image/png"),
        record("conversion", SENTENCE.encode()),
    ]
    return b"".join(parts)


def warc_gz(data: bytes | None = None) -> bytes:
    """An archive compressed as a whole."""
    return gzip.compress(warc() if data is None else data)


def zipped(members: dict[str, bytes | str]) -> bytes:
    """A ZIP archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def only_report(path: str) -> Report:
    """The one report that the file holds; fails where it holds anything else."""
    results = list(read_file(path))
    assert len(results) == 1 and isinstance(results[0], Report), results
    return results[0]


def only_failure(path: str) -> str:
    """What is told of the one failure that the file gives; fails where it gives anything else."""
    results = list(read_file(path))
    assert len(results) == 1 and isinstance(results[0], Failure), results
    return str(results[0].error)


def codes(report: Report) -> list[str]:
    """The codes of the report's problems."""
    return [problem.code for problem in report.problems]
