"""Unpacks chosen members of a wheel, streaming, with modes kept: unpack.py WHEEL FOLDER PATTERN...

Python's own zipfile is used because set-up asks for python3 anyway and unzip is often absent; its command
line cannot choose members, and a TensorFlow wheel unpacks to 1.3 GB of which we want 0.85.
Prints "DONE TOTAL" in bytes as it goes. zipfile checks each member's CRC.
"""

import fnmatch
import os
import sys
import zipfile

wheel, folder, *patterns = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and any(fnmatch.fnmatch(member.filename, pattern) for pattern in patterns)
    ]
    total = sum(member.file_size for member in members)
    done = 0
    for member in members:
        target = os.path.join(folder, *member.filename.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(member) as source, open(target, "wb") as sink:
            while chunk := source.read(8 << 20):
                sink.write(chunk)
                done += len(chunk)
                if len(chunk) == 8 << 20:
                    print(done, total, flush=True)
        mode = (member.external_attr >> 16) & 0o777
        if mode:
            os.chmod(target, mode | 0o600)
    print(done, total, flush=True)
