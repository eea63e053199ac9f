"""Compares what `runtimes check --json` says with what `skopeo inspect` says about each image.

usage: compare.py REGISTRY CHECKED.json [ARGUMENT OF SKOPEO]...
"""

import hashlib
import json
import subprocess
import sys

REGISTRY, FILE, *ARGUMENTS = sys.argv[1:]


def skopeo(image, *arguments):
    command = ["skopeo", "inspect", "--tls-verify=false", *ARGUMENTS, *arguments, f"docker://{image}"]
    return subprocess.run(command, stdout=-1, check=True).stdout


def platform(value):
    return "/".join(filter(None, [value["os"], value["architecture"], value.get("variant")]))


def inspect(image):
    raw = skopeo(image, "--raw")
    manifest = json.loads(raw)
    digest = "sha256:" + hashlib.sha256(raw).hexdigest()
    assert digest == json.loads(skopeo(image, "--override-os=linux", "--override-arch=arm64"))["Digest"], image
    if "manifests" in manifest:
        platforms = {platform(entry["platform"]) for entry in manifest["manifests"]} - {"unknown/unknown"}
    else:
        platforms = {platform(json.loads(skopeo(image, "--config")))}
    return digest, sorted(platforms), manifest.get("mediaType"), len(raw)


with open(FILE, encoding="utf-8") as file:
    checked = json.load(file)
kinds = set()
for image in checked:
    name = f"{REGISTRY}/library/{image['image']}"
    expected = inspect(name)
    found = image["digest"], image["platforms"], image["media_type"], image["size"]
    assert found == expected, f"{name}: {found} instead of {expected}"
    kinds.add(image["media_type"])
assert len(kinds) == 4, kinds
print(f"skopeo agrees on the digests and platforms of {len(checked)} images with {len(kinds)} media types")
