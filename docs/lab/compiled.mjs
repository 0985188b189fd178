// Starts Python as a page does, and lets it compile what it imports then (compiled.py).
// Arguments: the folder of pyodide; a folder with `packages`, in which `library.zip` is written.
import { pathToFileURL } from "node:url";

const [pyodide, work] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`).href);
const python = await loadPyodide();
for (const [place, folder] of [["/work", work], ["/lib/packages", `${work}/packages`]]) {
  python.FS.mkdirTree(place);
  python.mountNodeFS(place, folder);
}
python.runPython(`
import sys
from pathlib import Path
(archive,) = (path for path in sys.path if path.endswith(".zip"))
sys.path.insert(0, "/lib/packages")
from docs.lab.compiled import compile_started
compile_started(Path(archive), Path("/lib/packages"), Path("/work/library.zip"))
`);
