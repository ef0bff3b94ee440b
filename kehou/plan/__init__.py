"""一校一案: draft, check, committee vote, filing, versions, publication."""
