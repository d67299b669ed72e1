"""XML that a stranger sent: bounded in size, nothing fetched, no entities of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.formats.opening import bytes_of

LARGEST = 60_000_000
"""Bytes. The largest codebooks of the archives are about half of this."""


def read_xml(path: Path) -> etree._Element:
    """Return the root element of the XML file at `path`, comments and instructions left out.

    Raises LovendeError where the file is missing, a folder, empty, too large, no XML, cut off, or
    declares entities (with which a small file can grow without bound or read other files).
    """
    data = _bytes_of(path)
    place = Place(file=path.name)
    plain = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain and b"<!ENTITY" in plain:
        raise LovendeError(_entities(place))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise LovendeError(_broken(plain, place, problem)) from None
    except (ValueError, LookupError):
        # An encoding that is announced and does not exist.
        raise LovendeError(_no_xml(place)) from None
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the child elements with one of the local `names`, whatever their namespace."""
    if element is None:
        return
    for child in element:
        if isinstance(child.tag, str) and local_name(child) in names:
            yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element along a path of local names, None where there is none."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: etree._Element | None) -> str:
    """All text in an element, its white space made single spaces."""
    if element is None:
        return ""
    return " ".join("".join(map(str, element.itertext())).split())


def _bytes_of(path: Path) -> bytes:
    data = bytes_of(path, LARGEST + 1)
    if len(data) > LARGEST:
        raise LovendeError(
            fault(
                "xml.too_large",
                N_("The file is larger than the {megabytes} MB that XML is read up to."),
                place=Place(file=path.name),
                megabytes=LARGEST // 1_000_000,
            )
        )
    return data


def _broken(plain: bytes, place: Place, problem: etree.XMLSyntaxError) -> Fault:
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<"):
        return _no_xml(place)
    if not plain.rstrip().endswith(b">") or "end of" in str(problem) or "Premature" in str(problem):
        return fault(
            "xml.cut_off",
            N_("The XML breaks off before its end; download or export the file again."),
            place=place,
        )
    return fault(
        "xml.broken",
        N_("The file is not well-formed XML in this line ({reason}); export it again."),
        place=Place(file=place.file, row=problem.lineno or None),
        reason=str(problem.msg).rpartition(", line ")[0] or str(problem.msg),
    )


def _no_xml(place: Place) -> Fault:
    return fault(
        "xml.none",
        N_("This is not XML, though its name says so; name the right file."),
        place=place,
    )


def _entities(place: Place) -> Fault:
    return fault(
        "xml.entities",
        N_("The file declares entities of its own (<!ENTITY …>), which is not safe to read."),
        place=place,
    )
