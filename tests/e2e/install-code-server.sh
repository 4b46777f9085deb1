#!/usr/bin/env bash
# Installs code-server, which carries a real VS Code, from the npm registry alone: what its own install scripts would
# download from elsewhere is built here, or taken from a package.  usage: install-code-server.sh VERSION FOLDER
set -euo pipefail
version=$1
folder=$2
node_gyp=$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js
node_headers=$(dirname "$(dirname "$(node -p process.execPath)")")
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
# VS Code's own .npmrc asks for Electron's headers: code-server runs on Node.
[[ -e $node_headers/include/node/node.h ]] && export npm_config_nodedir=$node_headers

rm -rf "$folder" && mkdir -p "$folder" && cd "$folder"
echo '{"name": "code-server-for-tests", "private": true}' > package.json
npm install --ignore-scripts "code-server@$version"
(cd node_modules/argon2 && npx --no-install node-pre-gyp rebuild --build-from-source)

cd node_modules/code-server/lib/vscode
npm install --ignore-scripts --omit=dev
for module in @vscode/spdlog native-watchdog node-pty; do
  (cd "node_modules/$module" && node "$node_gyp" rebuild ${npm_config_nodedir:+--nodedir="$npm_config_nodedir"})
done
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
(cd extensions && npm install --ignore-scripts --omit=dev && node ./postinstall.mjs)

# ripgrep's install script downloads its program; the package for this platform holds it.
machine=$(node -p 'process.platform + "-" + process.arch')
scratch=$(mktemp -d)
(cd "$scratch" && npm pack --silent "@vscode/ripgrep-$machine@1.18.0" && tar xzf ./*.tgz)
install -D -m 755 "$scratch/package/bin/rg" node_modules/@vscode/ripgrep/bin/rg
rm -rf "$scratch"

HOME=$folder/home node "$folder/node_modules/code-server/out/node/entry.js" --version
touch "$folder/complete"
