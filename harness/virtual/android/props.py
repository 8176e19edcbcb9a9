"""System properties and settings of a new phone."""

from harness.virtual.android.state import PhoneConfig
from harness.virtual.android.system_packages import roles

GESTURE_BAR_DP = 24
"""Navigation bars up to this height are the thin one of gesture navigation."""


def properties(config: PhoneConfig) -> dict[str, str]:
    """What ``getprop`` lists; ``config.props`` adds and overrides."""
    build = f"TTP1.{config.api_level:02d}0101.001"
    name = f"{config.brand}/{config.product}/{config.device}"
    props = {
        "dalvik.vm.heapsize": "512m",
        "init.svc.adbd": "running",
        "init.svc.bootanim": "stopped",
        "persist.sys.locale": config.locale,
        "persist.sys.timezone": "UTC",
        "ro.adb.secure": "0",
        "ro.board.platform": "virtual",
        "ro.boot.qemu": "0",
        "ro.boot.serialno": config.serial_no,
        "ro.build.characteristics": "default",
        "ro.build.display.id": build,
        "ro.build.fingerprint": f"{name}:{config.release}/{build}/1:user/release-keys",
        "ro.build.id": build,
        "ro.build.tags": "release-keys",
        "ro.build.type": "user",
        "ro.build.version.incremental": "1",
        "ro.build.version.release": config.release,
        "ro.build.version.sdk": str(config.api_level),
        "ro.debuggable": "0",
        "ro.hardware": "virtual",
        "ro.kernel.qemu": "0",
        "ro.product.brand": config.brand,
        "ro.product.cpu.abi": config.abi,
        "ro.product.cpu.abilist": config.abi,
        "ro.product.device": config.device,
        "ro.product.locale": config.locale,
        "ro.product.manufacturer": config.manufacturer,
        "ro.product.model": config.model,
        "ro.product.name": config.product,
        "ro.secure": "1",
        "ro.serialno": config.serial_no,
        "ro.sf.lcd_density": str(config.density_dpi),
        "sys.boot_completed": "1",
    }
    vendor = config.phone_kind.props_at(config.api_level)
    return dict(sorted({**props, **vendor, **config.props}.items()))


def settings(config: PhoneConfig) -> dict[str, dict[str, str]]:
    """By namespace, as ``settings list`` gives them."""
    keyboard = roles(config)["keyboard"].component
    return {
        "system": {
            "screen_brightness": "102",
            "screen_brightness_mode": "0",
            "screen_off_timeout": "1800000",
            "accelerometer_rotation": "0",
            "user_rotation": "0",
            "show_touches": "0",
            "pointer_location": "0",
            "time_12_24": "24",
        },
        "secure": {
            "android_id": "0123456789abcdef",
            "default_input_method": keyboard,
            "enabled_input_methods": keyboard,
            "navigation_mode": "2" if config.navigation_bar_dp <= GESTURE_BAR_DP else "0",
            "install_non_market_apps": "1" if config.api_level >= 26 else "0",
        },
        "global": {
            "adb_enabled": "1",
            "airplane_mode_on": "0",
            "animator_duration_scale": "1.0",
            "development_settings_enabled": "1",
            "device_name": config.model,
            "stay_on_while_plugged_in": "0",
            "transition_animation_scale": "1.0",
            "wifi_on": "1",
            "window_animation_scale": "1.0",
        },
    }
