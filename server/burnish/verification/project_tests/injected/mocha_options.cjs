// What the project's settings say to Mocha, but not which files are tests: `mocha_options.cjs PACKAGE OUTPUT`.
const fs = require('node:fs');
const path = require('node:path');

const [folder, output] = process.argv.slice(2);
const known = ['options.cjs', 'options.js'].map((name) => path.join(folder, 'lib', 'cli', name));
const { loadOptions } = require(known.find((name) => fs.existsSync(name)));
const options = loadOptions([]);
for (const name of ['_', 'spec', 'config', 'package', 'opts', 'parallel', 'jobs', 'reporter', 'reporter-option', 'watch']) {
  delete options[name];
}
fs.writeFileSync(output, JSON.stringify(options));
