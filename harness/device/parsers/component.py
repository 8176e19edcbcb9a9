"""Component names: "pkg/.Act" and "pkg/full.Act" are the same."""


def full_component(short: str) -> str:
    """Give "package/full.class.Name" for either form; a text without "/" comes back as it is."""
    package, slash, name = short.strip().partition("/")
    if not slash:
        return package
    return f"{package}/{package}{name}" if name.startswith(".") else f"{package}/{name}"


def split_component(component: str) -> tuple[str, str | None]:
    """Package and full class name; the class is None where there is none."""
    package, slash, name = full_component(component).partition("/")
    return package, name if slash and name else None
