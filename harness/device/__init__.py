"""The one seam to adb and uiautomator2."""
