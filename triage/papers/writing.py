"""A paper in the form that is asked for. Each writer is imported only when it is needed."""

from triage.papers.paper import Form, Paper


def written(paper: Paper, form: Form) -> bytes:
    """The whole file. Raises TriageError when it cannot be made."""
    match form:
        case Form.PDF:
            from triage.papers.pdf import as_pdf  # the compiler: 80 MB on disk, 0.1 s to load

            return as_pdf(paper)
        case Form.DOCX:
            from triage.papers.word import as_docx  # python-docx and lxml: 0.1 s to load

            return as_docx(paper)
        case Form.MARKDOWN:
            from triage.papers.markdown import as_markdown

            return as_markdown(paper).encode()
        case Form.JSON:
            return (paper.model_dump_json(indent=2) + "\n").encode()


def spoken(text: str, *, exact: bool) -> str:
    """Words as they were said stand in quotation marks."""
    return f'"{text}"' if exact else text
