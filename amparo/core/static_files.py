from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their hash; what our modules fetch from one another is found under its hash too.

    Only ours: others' files speak of modules in comments that are not here.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "vault/*.js",
        "cases/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
