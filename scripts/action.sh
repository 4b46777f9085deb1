#!/usr/bin/env bash
# The steps of action.yml that run Burnish: set it up from the action's own checkout, check what changed, leave SARIF.
# Whatever comes from a pull request arrives in variables, never in the text of a command.
set -euo pipefail

venv=${RUNNER_TEMP:?}/burnish
sarif=$RUNNER_TEMP/burnish.sarif
if [ ! -x "$venv/bin/burnish" ]; then
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint "$ACTION_PATH/constraints.txt" "$ACTION_PATH[sandbox]"
fi

arguments=(check --format sarif --output-file "$sarif")
# A push that begins a branch has no commit before it.
if [ -n "${INPUT_BASE//0/}" ]; then
  git cat-file -e "$INPUT_BASE^{commit}" 2> /dev/null || git fetch --quiet --depth=1 origin "$INPUT_BASE"
  arguments+=(--changed-since "$INPUT_BASE")
fi
while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<< "${INPUT_ARGUMENTS:-}"
arguments+=(--)
while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<< "${INPUT_PATHS:-.}"

status=0
"$venv/bin/burnish" "${arguments[@]}" || status=$?
if [ -f "$sarif" ]; then echo "sarif=$sarif" >> "${GITHUB_OUTPUT:?}"; fi
if [ "$status" = 1 ] && [ "${INPUT_FAIL:-true}" != true ]; then status=0; fi
exit "$status"
