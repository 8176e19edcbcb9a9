"""The virtual phone: a small Android behind the adbd wire protocol, a program of its own.

::

    adbd/         packets, transports, streams, services: what the adb server talks to
    shell/        mini-sh and the commands (am, pm, dumpsys, input, logcat …)
    uia2/         the uiautomator2 server: HTTP and JSON-RPC on device port 9008
    android/      the one model everything is derived from: packages, tasks, windows, log
    apps/         app scripts: format, loader, runtime
    system_apps/  launcher, browser, store, dialogs: builders of view trees
    video/        frames to H.264, for screenrecord
    emulator/     an emulator's console: sensors, rotate, kill
    faults/       what goes wrong on purpose, by a control channel
    flock.py      many phones from one parent
    world/        what the system's apps do when they are touched
    phones/       kinds of phone as TOML: vendors' packages, screens, looks
    screen/       view trees to pixels
    scene.py      the view tree that model, painter and accessibility share
    server.py     one phone: joins all of the above on a TCP port
"""
