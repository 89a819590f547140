"""A vendor's own OpenAPI file -> the two files of a vendor, with guesses where facts are missing.

    importer.imported(content, Wanted) -> Imported | Refused | NoSuchOperation

Nothing here touches the disk but `folder`, and nothing here prints.
"""
