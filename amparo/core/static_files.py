from whitenoise.storage import CompressedManifestStaticFilesStorage

# The rooms whose modules fetch one another: under two names one module would be two, each with keys of its own.
MODULES = ("vault", "cases", "hotline", "letterbox")
_IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their hash; what our modules fetch from one another is found under its hash too.

    Only ours: others' files speak of modules in comments that are not here.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{room}/*.js", _IMPORTS) for room in MODULES),
    )
