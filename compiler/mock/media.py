"""The smallest whole sounds, pictures and files, made here and the same at each time."""

from __future__ import annotations

import base64
import io
import re
import struct
import wave
import zipfile
import zlib

_RATE = 8000  # samples of a second
_SAMPLES = 800
_JSON = "application/json"
_OF_RANGES = {
    "*/*": _JSON,
    "application/*": _JSON,
    "audio/*": "audio/wav",
    "image/*": "image/png",
    "text/*": "text/plain",
    "video/*": "video/mp4",
}
# RFC 9110, section 8.3.1.
_MEDIA_TYPE = re.compile(r"[!#$%&'+.^_`|~0-9a-z-]{1,127}/[!#$%&'+.^_`|~0-9a-z-]{1,127}")


def sound() -> bytes:
    """A tenth of a second of silence, as WAV."""
    made = io.BytesIO()
    with wave.open(made, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(_RATE)
        written.writeframes(bytes(2 * _SAMPLES))
    return made.getvalue()


def picture() -> bytes:
    """One white point, as PNG."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\x00\xff\xff\xff")
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def archive() -> bytes:
    """A ZIP file with one short text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        written.writestr(zipfile.ZipInfo("mock.txt"), _TEXT)
    return made.getvalue()


def _film() -> bytes:
    """The head of an MP4 file (ISO/IEC 14496-12), and nothing to see."""
    kind = b"isom" + bytes(4) + b"isom"
    return struct.pack(">I", 8 + len(kind)) + b"ftyp" + kind + struct.pack(">I", 8) + b"mdat"


def _pressed_sound() -> bytes:
    """One frame of MPEG audio, layer 3, of 32 kbit/s at 44.1 kHz: silence."""
    return b"\xff\xfb\x10\x00" + bytes(100)


_TEXT = b"A file of the mock vendor.\n"
_SESSION = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=mock\r\nt=0 0\r\n"
PICTURE_BASE64 = base64.b64encode(picture()).decode("ascii")
SOUND_BASE64 = base64.b64encode(sound()).decode("ascii")


def sent_as(media_type: str) -> str:
    """What an answer calls itself whose described media type may be a range, or none at all."""
    if media_type in _OF_RANGES:
        return _OF_RANGES[media_type]
    if _MEDIA_TYPE.fullmatch(media_type):
        return media_type
    return _JSON if media_type.endswith("json") else "application/octet-stream"


def content(media_type: str) -> bytes:
    """What an answer of a media type that is no JSON has in it."""
    match media_type:
        case "audio/mpeg" | "audio/mp3":
            return _pressed_sound()
        case "application/zip":
            return archive()
        case "video/mp4":
            return _film()
        case "application/sdp":
            return _SESSION
        case _ if media_type.startswith("audio/"):
            return sound()
        case _ if media_type.startswith("image/"):
            return picture()
        case _:
            return _TEXT
