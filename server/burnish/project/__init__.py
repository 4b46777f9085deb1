"""A Project: a workspace and the facts derived from it."""

from burnish.project.workspace import Project, workspace_files

__all__ = ["Project", "workspace_files"]
