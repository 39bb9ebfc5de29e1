"""Static files under names that hold a hash of what is in them, so that browsers may keep them for ever."""

import re

from django.contrib.staticfiles.storage import HashedFilesMixin, ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedStaticFilesStorage

CSS, _JS = HashedFilesMixin.patterns
STYLES = "css/plein.css"
PART = re.compile(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\);\n')
IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]


class Storage(CompressedStaticFilesStorage, ManifestStaticFilesStorage):
    """Rewrites references in our own css/ and js/ only: nobody promised that other files are written so that it works.

    Before `collectstatic` made the manifest, names stay as they are.
    """

    patterns = (("css/*.css", CSS[1]), ("js/*.js", IMPORTS))

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run and STYLES in paths:
            paths = paths | {STYLES: (self, self.join_styles(paths))}
        hashed = list(ManifestStaticFilesStorage.post_process(self, paths, dry_run=dry_run, **options))
        yield from hashed
        made = {name: paths[original] for original, name, done in hashed if done is True and original in paths}
        yield from CompressedStaticFilesStorage.post_process(self, made, dry_run=dry_run)

    def join_styles(self, paths) -> str:
        """Write the stylesheet with its parts inside it, in their layers: one request instead of one for each part."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        joined = PART.sub(lambda part: f"@layer {part[2]} {{\n{read(f'css/{part[1]}')}}}\n", read(STYLES))
        self.delete(STYLES)
        return self._save(STYLES, ContentFile(joined.encode()))

    def stored_name(self, name):
        return super().stored_name(name) if self.hashed_files else name
