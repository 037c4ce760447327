"""`python -m local.build_digest` prints the digest of what `sam build` made: the parameter BuildDigest."""

import hashlib
from pathlib import Path

from local.paths import BUILD


def build_digest(folder: Path = BUILD / "build") -> str:
    """Of every file of the functions and the layer, by its place; SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        for file in sorted(path for path in package.rglob("*") if path.is_file()):
            digest.update(f"{file.relative_to(folder)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def main() -> None:
    print(build_digest())


if __name__ == "__main__":
    main()
