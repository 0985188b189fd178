// Runs chosen tests of the repository in Pyodide and prints what pytest says; its exit code is pytest's.
// Arguments, as JSON: pyodide and repository (folders), folders (name -> folder of a pure package), wheels, tests.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const { pyodide, repository, folders, wheels, tests } = JSON.parse(process.argv[2]);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ env: { HOME: "/home/page", PYTHONDONTWRITEBYTECODE: "1" } });
python.FS.mkdirTree("/repository");
python.mountNodeFS("/repository", repository);
for (const [name, folder] of Object.entries(folders)) {
  python.FS.mkdirTree(`/packages/${name}`);
  python.mountNodeFS(`/packages/${name}`, folder);
}
python.FS.writeFile("/packages/py.py", "import _pytest._py.path as path\n"); // pytest's own stands beside it as a file
for (const wheel of wheels) python.unpackArchive(new Uint8Array(fs.readFileSync(wheel)), "wheel", { extractDir: "/wheels" });
python.globals.set("tests", python.toPy(tests));
process.exitCode = python.runPython(`
import os, sys
sys.path[:0] = ["/repository", "/packages", "/wheels"]
os.chdir("/repository")
import pytest
int(pytest.main(["-p", "no:cacheprovider", "-p", "no:faulthandler", "-o", "addopts=--import-mode=importlib", "-q", *tests]))
`);
