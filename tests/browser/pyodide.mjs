// Runs a Python module of the repository in Pyodide, without NumPy or anything compiled, and prints its numbers() as JSON.
// Arguments: the folder of pyodide, the repository, folders of pure packages (a name and a folder each).
import { pathToFileURL } from "node:url";

const [pyodide, repository, ...packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide({ env: { HOME: "/home/page", PYTHONDONTWRITEBYTECODE: "1" } });
python.FS.mkdirTree("/repository");
python.mountNodeFS("/repository", repository);
for (let i = 0; i < packages.length; i += 2) {
  python.FS.mkdirTree(`/packages/${packages[i]}`);
  python.mountNodeFS(`/packages/${packages[i]}`, packages[i + 1]);
}
process.stdout.write(python.runPython(`
import json, sys
sys.path[:0] = ["/repository", "/packages"]
from tests.browser.everywhere import numbers
json.dumps(numbers())
`));
