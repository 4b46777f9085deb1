"""Copies, archives and counts, with the tools that every server has."""

import os
import shutil
import subprocess


def copy_database(source, target):
    subprocess.run(f"cp {source} {target}", shell=True, check=True)
    return os.path.getsize(target)


def compress(path):
    os.system("gzip -kf " + path)
    return path + ".gz"


def list_backups(folder, pattern="*.db"):
    out = subprocess.check_output("ls " + folder, shell=True, text=True)
    names = []
    for name in out.splitlines():
        if name.endswith(pattern.lstrip("*")):
            names.append(name)
    return names


def count_lines(path):
    result = subprocess.run(f"wc -l < {path}", shell=True, capture_output=True, text=True)
    return int(result.stdout)


def most_common(path, top=3):
    """The most frequent lines of a log, most frequent first."""
    out = subprocess.check_output(f"sort {path} | uniq -c | sort -rn | head -{top}", shell=True, text=True)
    return [line.strip().split(" ", 1)[1] for line in out.splitlines()]


def checksum(path):
    out = subprocess.run(["cksum", path], check=True, capture_output=True, text=True).stdout
    return out.split()[0]


def kernel():
    return subprocess.check_output("uname -s", shell=True, text=True).strip()


def restore(source, target):
    if os.path.exists(source):
        if os.path.getsize(source) > 0:
            shutil.copyfile(source, target)
            return True
    return False


def write_manifest(folder, target):
    manifest = open(target, "w", encoding="utf-8")
    try:
        for name in sorted(os.listdir(folder)):
            manifest.write(name + "\n")
    finally:
        manifest.close()


def first_line(path):
    f = open(path, encoding="utf-8")
    line = f.readline()
    f.close()
    return line.rstrip("\n")


class RotatingLog:
    """Keeps its file open between writes."""

    def __init__(self, path, limit=10_000):
        self.path = path
        self.limit = limit
        self.handle = open(path, "a", encoding="utf-8")

    def write(self, line):
        self.handle.write(line + "\n")
        self.handle.flush()
        if self.handle.tell() > self.limit:
            self.rotate()

    def rotate(self):
        self.handle.close()
        os.replace(self.path, self.path + ".1")
        self.handle = open(self.path, "a", encoding="utf-8")

    def close(self):
        self.handle.close()
