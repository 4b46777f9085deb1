"""A Project: a workspace and the facts derived from it."""

from burnish.project.folders import Folders, Reason, Skipped
from burnish.project.roots import project_root, roles_root
from burnish.project.workspace import Files, Project, real, workspace_files

__all__ = ["Files", "Folders", "Project", "Reason", "Skipped", "project_root", "real", "roles_root", "workspace_files"]
