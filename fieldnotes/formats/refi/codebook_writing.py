"""Writing the codebook for other programs: groups as codes that cannot be coded with, factors under them."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from fieldnotes.base.ids import FactorId
from fieldnotes.casebook.localfactors import LocalFactor
from fieldnotes.codebook.models import Factor, Group, Taxonomy
from fieldnotes.formats.refi.extras import ORIGIN
from fieldnotes.formats.refi.guids import ProjectGuids, codebook_guid
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.formats.xml_reading import etree

CODEBOOK_XML: Final = "urn:QDA-XML:codebook:1.0"
LOCAL_GROUP: Final = "factors of the team's own"


def codebook_file(taxonomy: Taxonomy) -> bytes:
    """The shipped codebook as a REFI-QDA codebook (.qdc), the same bytes every time.

    Raises:
        WrongUseError: if the extra `documents` is not installed.
    """
    library = etree()
    root = library.Element(f"{{{CODEBOOK_XML}}}CodeBook", nsmap={None: CODEBOOK_XML}, origin=ORIGIN)
    root.append(CodeWriter(CODEBOOK_XML).codes(taxonomy))
    return serialised(root)


def serialised(root: Any) -> bytes:
    """An element as a file: UTF-8, LF."""
    written: bytes = etree().tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


class CodeWriter:
    """Writes codes in one of the two namespaces that the standard has for them.

    Args:
        namespace: of a codebook or of a project.
    """

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self._library = etree()

    def codes(
        self,
        taxonomy: Taxonomy,
        retired: Collection[FactorId] = (),
        local: Sequence[LocalFactor] = (),
        guids: ProjectGuids | None = None,
        notes: Mapping[FactorId, str] = MappingProxyType({}),
    ) -> Any:
        """The element ``Codes``: every group with its active factors.

        Args:
            taxonomy: the codebook.
            retired: retired factors to be written too, since something is coded with them.
            local: factors of the team's own.
            guids: of the vault whose team these are.
            notes: GUIDs of the memos on factors.
        """
        codes = self._library.Element(f"{{{self._namespace}}}Codes")
        for group in taxonomy.groups:
            above = self._code(
                codes, codebook_guid("group", group.id), group.label, _group_words(group), codable=False
            )
            for factor in taxonomy.factors:
                if factor.group == group.id and (factor.retired is None or factor.id in retired):
                    words = _factor_words(factor, taxonomy)
                    made = self._code(
                        above, codebook_guid("factor", factor.id), factor.label, words, codable=True
                    )
                    self._refer(made, notes.get(factor.id))
        if local and guids is not None:
            words = "Made by the team for what the codebook does not foresee."
            above = self._code(codes, codebook_guid("group", "local"), LOCAL_GROUP, words, codable=False)
            for one in local:
                guid = one.guid or guids.of("factor", one.id)
                made = self._code(above, guid, one.label, one.description, codable=True)
                self._refer(made, notes.get(one.id))
        return codes

    def _refer(self, code: Any, note: str | None) -> None:
        if note is not None:
            self._library.SubElement(code, f"{{{self._namespace}}}NoteRef", targetGUID=note)

    def _code(self, above: Any, guid: str, name: str, description: str, *, codable: bool) -> Any:
        code = self._library.SubElement(
            above,
            f"{{{self._namespace}}}Code",
            guid=guid,
            name=xml_words(name),
            isCodable="true" if codable else "false",
        )
        if description:
            told = self._library.SubElement(code, f"{{{self._namespace}}}Description")
            told.text = xml_words(description)
        return code


def _group_words(group: Group) -> str:
    return f"{group.definition}\n\nIn fieldnotes: {group.id} [{group.key}]"


def _factor_words(factor: Factor, taxonomy: Taxonomy) -> str:
    """Definition, boundaries, example and source: what a coder who has nothing else needs."""
    parts = [factor.definition, "Use when: " + " · ".join(factor.use_when)]
    boundaries = []
    for boundary in factor.do_not_use_when:
        instead = f" (use {taxonomy.factor(boundary.instead).label} instead)" if boundary.instead else ""
        boundaries.append(boundary.text + instead)
    parts.append("Do not use when: " + " · ".join(boundaries))
    parts.append(f"Example (invented): {factor.example}")
    stance = f" Stance unless told otherwise: {factor.default_stance}." if factor.default_stance else ""
    parts.append(f"Dimensions: {', '.join(factor.dimensions)}.{stance}")
    parts.append(f"Grounded in: {factor.source}")
    parts.append(f"In fieldnotes: {factor.id} [{factor.key}]")
    return "\n\n".join(parts)
