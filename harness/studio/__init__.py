"""Studio: a local web page that looks over the harness's shoulder, and lends it a hand."""
