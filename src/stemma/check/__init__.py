"""A draft against pages: what is quoted, counted, dated, named, claimed and cited in it, and what the pages hold of it.

Pure: it gets an annotated draft and the pages, stories and addresses that a library found for it, and gives findings
with the exact words behind each. It never says true or false.
"""
