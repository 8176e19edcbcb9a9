"""What a phone logs while nothing happens. Readers of a log often wait for a next line."""

import itertools

from harness.virtual.android.facade import PhoneFacade

EVERY_MS = 2_000
WIFI_PID, WIFI_UID = 1102, 1010


async def chatter(phone: PhoneFacade) -> None:
    """Log the Wi-Fi signal now and then, until cancelled."""
    for turn in itertools.count():
        await phone.sleep_ms(EVERY_MS)
        signal = -52 - turn % 5
        text = f"wlan0: CTRL-EVENT-SIGNAL-CHANGE above=1 signal={signal} noise=-92 txrate=433300"
        phone.write_log("main", "I", "wpa_supplicant", text, pid=WIFI_PID, uid=WIFI_UID)
