from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their hash; what our modules fetch from one another is found under its hash too.

    Only ours: others' files speak of modules in comments that are not here.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((rooms, _IMPORTS) for rooms in ("vault/*.js", "cases/*.js")),
    )
