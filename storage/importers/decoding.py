"""Bytes to characters, strictly: a wrong guess would change names without anybody noticing."""

import codecs
import re
from itertools import islice

from storage.importers import sentences
from storage.importers._contract import Source

_BOMS = (  # the longer ones first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = "gb18030"
_SAMPLE = 50_000  # runs of characters that are looked at before Chinese is believed
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_INSIDE_WORD = re.compile(r"[a-z][^\x00-\x7f]{1,2}[a-z]")


def encoding_of(source: Source) -> tuple[str, bool]:
    """Say how a text file is encoded, and whether that was guessed; refuse rather than replace.

    The order: a byte order mark, strict UTF-8, the map's word, strict GB 18030.
    """
    for bom, encoding in _BOMS:
        if source.data.startswith(bom):
            return _strictly(source, encoding), False
    if _decoded(source, "utf-8") is not None:
        return "utf-8", False
    if source.encoding:
        return _strictly(source, source.encoding), False
    text = _decoded(source, _CHINESE)
    if text is None or not _plausible(text):
        raise source.wrong(sentences.NOT_DECODED)
    return _CHINESE, True


def _strictly(source: Source, encoding: str) -> str:
    if _decoded(source, encoding) is None:
        raise source.wrong(sentences.NOT_IN_ENCODING, encoding=encoding)
    return encoding


def _decoded(source: Source, encoding: str) -> str | None:
    """Decode the whole file, or nothing; a character that no text has makes it no text file.

    By the decoder that the rows are read with later: others are laxer about byte order marks.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(source.data, final=True)
    except UnicodeError:
        return None
    if "\x00" in text:
        raise source.wrong(sentences.NOT_TEXT)
    return text


def _plausible(text: str) -> bool:
    """Tell Chinese from Western or Taiwanese bytes that only happen to be valid GB 18030.

    In these a character often swallows an ASCII letter as its second byte, or stands inside a
    Latin word; in Chinese files both are rare.
    """
    runs = [m[0] for m in islice(_BEYOND_ASCII.finditer(text), _SAMPLE)]
    pairs = [pair for run in runs for c in run if len(pair := c.encode(_CHINESE)) == 2]
    swallowed = sum(pair[1] < 0x80 for pair in pairs)
    inside = len(_INSIDE_WORD.findall(text[: _SAMPLE * 20]))
    return swallowed * 5 <= len(pairs) and inside * 5 <= len(runs)
