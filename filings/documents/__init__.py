"""Context, template and storing of each PDF; one module a group of documents, the common part in issuing.py."""
