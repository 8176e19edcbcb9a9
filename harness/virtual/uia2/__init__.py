"""The uiautomator2 server as it runs on a phone: HTTP and JSON-RPC on device port 9008."""
