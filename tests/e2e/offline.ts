// Sets up the server from an unpacked extension as the extension itself does, without an editor, and says how long it took.
import { existing, addModelRuntime, bundleIn, make, type Report } from '../../vscode-client/src/environment';
import { findPython } from '../../vscode-client/src/python';

async function main([extension = '', folder = '', chosen = '']: readonly string[]): Promise<void> {
  const report: Report = { step: () => undefined, log: (line) => process.stderr.write(`${line}\n`) };
  const bundle = await bundleIn(extension);
  const python = await findPython([[chosen]], report.log);
  if (bundle === undefined || !('command' in python)) throw new Error('There is no server, or no Python.');
  const times = [Date.now()];
  await make(folder, bundle, python, report);
  times.push(Date.now());
  const made = await addModelRuntime(folder, bundle, report);
  times.push(Date.now());
  const again = await existing(folder, bundle);
  const [begun = 0, set = 0, ended = 0] = times;
  console.log(JSON.stringify({ ...made, again, server: (set - begun) / 1000, model: (ended - set) / 1000 }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
