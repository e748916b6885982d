"""Writing cases: the memo as their description; attributes, checklist and settled coder as variables."""

from collections.abc import Sequence
from typing import Any

from fieldnotes.base.ids import CaseId, FactorId
from fieldnotes.casebook.book import Casebook
from fieldnotes.casebook.memorecords import MemoKind, Subject
from fieldnotes.casebook.records import State
from fieldnotes.formats.refi.extras import SETTLED
from fieldnotes.formats.refi.guids import ProjectGuids, codebook_guid
from fieldnotes.formats.refi.xml_words import xml_words
from fieldnotes.formats.xml_reading import etree

_MARKED = {State.DENIED: "denied", State.NOT_RAISED: "not raised"}


class CaseWriter:
    """Collects cases, and the variables that they have values for.

    Args:
        book: the casebook.
        guids: of its vault.
        namespace: of the project.
    """

    def __init__(self, book: Casebook, guids: ProjectGuids, namespace: str) -> None:
        self._book = book
        self._guids = guids
        self._namespace = namespace
        self._library = etree()
        self._cases: list[Any] = []
        self._marked: set[FactorId] = set()

    def add(self, label: CaseId, sources: Sequence[str]) -> None:
        """Write a case whose texts have these GUIDs.

        Raises:
            AnswerIsNoError: if there is no such case.
        """
        known = self._book.cases.get(label)
        case = self._library.Element(
            f"{{{self._namespace}}}Case", guid=self._guids.of("case", label), name=xml_words(label)
        )
        memo = self._book.memos.text(Subject(MemoKind.CASE, label))
        if memo:
            self._element(case, "Description").text = xml_words(memo)
        for attribute in self._book.taxonomy.attributes:
            band = known.attributes.get(attribute.id)
            words = next((level.label for level in attribute.bands if level.id == band), None)
            if words is not None:
                self._value(case, codebook_guid("attribute", attribute.id), words)
        for factor, state in self._book.checklist.states(label).items():
            if state in _MARKED:
                self._marked.add(factor)
                self._value(case, codebook_guid("checklist", factor), _MARKED[state])
        self._value(case, codebook_guid("variable", SETTLED), known.settled_coder)
        for guid in sources:
            self._element(case, "SourceRef", targetGUID=guid)
        self._cases.append(case)

    def append_to(self, root: Any) -> None:
        """Put variables and cases into the project; neither where there is no case."""
        if not self._cases:
            return
        variables = self._element(root, "Variables")
        for attribute in self._book.taxonomy.attributes:
            self._variable(variables, "attribute", attribute.id, attribute.label, attribute.definition)
        for factor in self._book.taxonomy.active_factors:
            if factor.id in self._marked:
                name = f"checklist {factor.key}: {factor.label}"
                told = "What the checklist says where no passage raises the factor: denied, or not raised."
                self._variable(variables, "checklist", factor.id, name, told)
        told = "Whose codings count for the case."
        self._variable(variables, "variable", SETTLED, SETTLED, told)
        self._element(root, "Cases").extend(self._cases)

    def _variable(self, above: Any, kind: str, name: str, label: str, description: str) -> None:
        variable = self._element(
            above, "Variable", guid=codebook_guid(kind, name), name=label, typeOfVariable="Text"
        )
        self._element(variable, "Description").text = xml_words(description)

    def _value(self, case: Any, variable: str, words: str) -> None:
        value = self._element(case, "VariableValue")
        self._element(value, "VariableRef", targetGUID=variable)
        self._element(value, "TextValue").text = xml_words(words)

    def _element(self, above: Any, tag: str, **attributes: str) -> Any:
        return self._library.SubElement(above, f"{{{self._namespace}}}{tag}", **attributes)
