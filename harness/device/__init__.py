"""The one seam to adb and uiautomator2: control, capture, place, navigation."""
