"""Office files as PDF for reading in the browser; needs LibreOffice, and says so where it is missing."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from materials.models import Material

TIMEOUT_SECONDS = 90


def libreoffice_program() -> str | None:
    """Where LibreOffice is, if it is."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def make_preview(material: Material) -> None:
    """A PDF of an Office file; a PDF is its own preview."""
    if material.content_type == "application/pdf":
        return
    program = libreoffice_program()
    if program is None:
        raise RuntimeError(_("这台机器没有安装LibreOffice，不能生成预览；下载不受影响。"))
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                material.file.path,
            ],
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        made = next(Path(folder).glob("*.pdf"), None)
        if made is None:
            raise RuntimeError(done.stderr.decode(errors="replace").strip()[-300:] or _("转换没有结果"))
        material.preview.save(f"{material.public_id.hex}.pdf", ContentFile(made.read_bytes()), save=False)
    material.save(update_fields=["preview"])
