"""Writes OCI layouts with tiny images, which skopeo can copy: one per kind of manifest.

usage: layouts.py DIRECTORY
"""

import hashlib
import io
import json
import pathlib
import sys
import tarfile

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Layout:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        (self.directory / "blobs/sha256").mkdir(parents=True)
        (self.directory / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def add(self, media_type, content, **rest):
        digest = hashlib.sha256(content).hexdigest()
        (self.directory / "blobs/sha256" / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content), **rest}

    def add_json(self, media_type, value, **rest):
        return self.add(media_type, json.dumps(value).encode(), **rest)

    def add_image(self, platform):
        """Adds an image of one file, which names the platform."""
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as archive:
            content = json.dumps(platform).encode()
            info = tarfile.TarInfo("platform")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        layer = self.add("application/vnd.oci.image.layer.v1.tar", tar.getvalue())
        config = self.add_json(
            "application/vnd.oci.image.config.v1+json",
            {**platform, "config": {}, "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}},
        )
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]}
        return self.add_json(MANIFEST, manifest)

    def add_index(self, entries):
        return self.add_json(INDEX, {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries})

    def finish(self, descriptor):
        index = {"schemaVersion": 2, "manifests": [descriptor]}
        (self.directory / "index.json").write_text(json.dumps(index))


def main(directory):
    amd64 = {"os": "linux", "architecture": "amd64"}
    arm64 = {"os": "linux", "architecture": "arm64", "variant": "v8"}
    arm = {"os": "linux", "architecture": "arm", "variant": "v7"}
    image = Layout(f"{directory}/image")
    image.finish(image.add_image(arm64))
    index = Layout(f"{directory}/index")
    entries = [{**index.add_image(platform), "platform": platform} for platform in (amd64, arm64, arm)]
    # BuildKit adds such an entry for each image.
    attestation = {
        **index.add_image({"os": "unknown", "architecture": "unknown"}),
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
    }
    index.finish(index.add_index([*entries, attestation]))


if __name__ == "__main__":
    main(sys.argv[1])
