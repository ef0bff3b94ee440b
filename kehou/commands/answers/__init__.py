"""One answer of the checker, four ways to hand it over: words, json, sarif, html. Each is one file here."""
