"""What Python code tries. FOLDER, PORT and their like stand for what is there to be had."""

from tests.sandbox.host import Attempt
from tests.sandbox.python_bombs import BOMBS, ENDS

READ = [
    Attempt("open", "def attempt():\n    return open('<TREASURE_PATH>').read()", reaches=True),
    Attempt("io.open", "import io\ndef attempt():\n    return io.open('<TREASURE_PATH>').read()", reaches=True),
    Attempt(
        "os.open",
        "import os\ndef attempt():\n    return os.read(os.open('<TREASURE_PATH>', os.O_RDONLY), 99).decode()",
        reaches=True,
    ),
    Attempt(
        "pathlib",
        "import pathlib\ndef attempt():\n    return pathlib.Path('<TREASURE_PATH>').read_text()",
        reaches=True,
    ),
    Attempt("os.listdir", "import os\ndef attempt():\n    return str(os.listdir('<FOLDER>'))", reaches=True),
    Attempt(
        "os.scandir",
        "import os\ndef attempt():\n    return str([e.name for e in os.scandir('<FOLDER>')])",
        reaches=True,
    ),
    Attempt(
        "glob",
        "import glob\ndef attempt():\n    return str([p.rpartition('/')[2] for p in glob.glob('<FOLDER>/*')])",
        reaches=True,
    ),
    Attempt(
        "fileinput",
        "import fileinput\ndef attempt():\n    return ''.join(fileinput.input('<TREASURE_PATH>'))",
        reaches=True,
    ),
    Attempt(
        "linecache",
        "import linecache\ndef attempt():\n    return linecache.getline('<TREASURE_PATH>', 1)",
        reaches=True,
    ),
    Attempt("codecs", "import codecs\ndef attempt():\n    return codecs.open('<TREASURE_PATH>').read()", reaches=True),
    Attempt(
        "io.FileIO",
        "import _io\ndef attempt():\n    return _io.FileIO('<TREASURE_PATH>').read().decode()",
        reaches=True,
    ),
    Attempt(
        "io.open_code",
        "import _io\ndef attempt():\n    return _io.open_code('<TREASURE_PATH>').read().decode()",
        reaches=True,
    ),
    Attempt(
        "a loader of modules",
        "def attempt():\n    return __loader__.get_data('<TREASURE_PATH>').decode()"
        "\nif not hasattr(__loader__, 'get_data'):\n    from importlib.machinery import SourceFileLoader"
        "\n    __loader__ = SourceFileLoader('x', '<TREASURE_PATH>')",
        reaches=True,
    ),
    Attempt(
        "mmap",
        "import mmap, os\ndef attempt():\n    with open('<TREASURE_PATH>') as f:\n"
        "        return mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ).read().decode()",
        reaches=True,
    ),
    Attempt(
        "sqlite3",
        "import sqlite3\ndef attempt():\n    sqlite3.connect('<CANARY_PATH>').execute('create table t (x)')\n    return ''",
        reaches=True,
    ),
    Attempt("a path of bytes", "def attempt():\n    return open(b'<TREASURE_PATH>').read()", reaches=True),
    Attempt(
        "a path that changes",
        "class Path(str):\n    def __fspath__(self):\n        return '<TREASURE_PATH>'\n"
        "    def startswith(self, *_):\n        return True\n"
        "def attempt():\n    return open(Path('/usr/lib/python3/os.py')).read()",
        reaches=False,
    ),
    Attempt(
        "out of the library by dots",
        "import os\ndef attempt():\n    return open(os.path.dirname(os.__file__) + '/..' * 30 + '<TREASURE_PATH>').read()",
        reaches=True,
    ),
    Attempt("/proc/self/environ", "def attempt():\n    return open('/proc/self/environ').read()", reaches=True),
    Attempt(
        "/proc of the parent",
        "import os\ndef attempt():\n    return open(f'/proc/{os.getppid()}/environ').read()\n",
    ),
    Attempt(
        "memory of the process",
        "def attempt():\n    open('/proc/self/mem', 'rb').read(1)\n    return 'ESCAPED'",
    ),
]

WRITE = [
    Attempt("write", "def attempt():\n    open('<CANARY_PATH>', 'w').write('x')\n    return ''", reaches=True),
    Attempt("os.mkdir", "import os\ndef attempt():\n    os.mkdir('<CANARY_PATH>')\n    return ''", reaches=True),
    Attempt(
        "os.symlink", "import os\ndef attempt():\n    os.symlink('/', '<CANARY_PATH>')\n    return ''", reaches=True
    ),
    Attempt(
        "os.rename",
        "import os\ndef attempt():\n    os.rename('<TREASURE_PATH>', '<CANARY_PATH>')\n    return ''",
        reaches=True,
    ),
    Attempt("os.mkfifo", "import os\ndef attempt():\n    os.mkfifo('<CANARY_PATH>')\n    return ''", reaches=True),
    Attempt(
        "shutil", "import shutil\ndef attempt():\n    shutil.copy('<TREASURE_PATH>', '<CANARY_PATH>')\n    return ''",
        reaches=True,
    ),
    Attempt(
        "shelve", "import shelve\ndef attempt():\n    shelve.open('<CANARY_PATH>').close()\n"
        "    import os\n    return 'ESCAPED' if [n for n in os.listdir('<FOLDER>') if n.startswith('canary')] else ''",
        reaches=True,
    ),
    Attempt(
        "logging", "import logging\ndef attempt():\n    logging.FileHandler('<CANARY_PATH>').close()\n    return ''",
        reaches=True,
    ),
]  # fmt: skip

ENVIRONMENT = [
    Attempt("os.environ", "import os\ndef attempt():\n    return str(dict(os.environ))", reaches=True),
    Attempt("os.getenv", "import os\ndef attempt():\n    return str(os.getenv('<VARIABLE>'))", reaches=True),
    Attempt("posix.environ", "import posix\ndef attempt():\n    return str(posix.environ)", reaches=True),
]

PROCESSES = [
    Attempt(
        "os.system", "import os\ndef attempt():\n    os.system('touch <CANARY_PATH>')\n    return ''", reaches=True
    ),
    Attempt(
        "subprocess",
        "import subprocess\ndef attempt():\n    subprocess.run(['touch', '<CANARY_PATH>'])\n    return ''",
        reaches=True,
    ),
    Attempt("os.popen", "import os\ndef attempt():\n    return os.popen('cat <TREASURE_PATH>').read()", reaches=True),
    Attempt(
        "posix_spawn",
        "import os\ndef attempt():\n    pid = os.posix_spawn('/bin/sh', ['sh', '-c', 'touch <CANARY_PATH>'], {})\n"
        "    os.waitpid(pid, 0)\n    return ''",
        reaches=True,
    ),
    Attempt(
        "_posixsubprocess",
        "import _posixsubprocess\ndef attempt():\n    return 'ESCAPED' + str(_posixsubprocess.fork_exec)",
        reaches=True,
    ),
    Attempt(
        "what asyncio knows of processes",
        "import asyncio.base_subprocess\ndef attempt():\n"
        "    return 'ESCAPED' + str(asyncio.base_subprocess.subprocess._fork_exec)",
        reaches=True,
    ),
    Attempt(
        "starting processes, found by the garbage collector",
        "import asyncio.base_subprocess, gc\ndef attempt():\n"
        "    found = [o for o in gc.get_objects() if type(o) is dict and 'fork_exec' in o]\n"
        "    return 'ESCAPED' if found else ''",
        reaches=True,
    ),
    Attempt(
        "os.execv",
        "import os\ndef attempt():\n    os.execv('/bin/sh', ['sh', '-c', 'touch <CANARY_PATH>'])",
        reaches=True,
    ),
    Attempt(
        "multiprocessing",
        "import multiprocessing\ndef attempt():\n"
        "    p = multiprocessing.get_context('fork').Process(target=open, args=('<CANARY_PATH>', 'w'))\n"
        "    p.start()\n    p.join()\n    return ''",
        reaches=True,
    ),
    Attempt(
        "pty", "import pty\ndef attempt():\n    pty.spawn(['touch', '<CANARY_PATH>'])\n    return ''", reaches=True
    ),
    Attempt(
        "a fork bomb", "import os\ndef attempt():\n    for _ in range(9):\n        os.fork()\n    return 'ESCAPED'"
    ),
    Attempt("os.kill", "import os\ndef attempt():\n    os.kill(<PID>, 0)\n    return 'ESCAPED'", reaches=True),
    Attempt(
        "os.kill of every parent",
        "import os, signal\ndef attempt():\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 'ESCAPED'",
    ),
]

NETWORK = [
    Attempt(
        "a socket",
        "import socket\ndef attempt():\n    return socket.create_connection(('127.0.0.1', <PORT>), 2).recv(99).decode()",
        reaches=True,
    ),
    Attempt(
        "_socket",
        "import _socket\ndef attempt():\n    s = _socket.socket()\n    s.connect(('127.0.0.1', <PORT>))\n    return ''",
        reaches=True,
    ),
    Attempt(
        "urllib",
        "import urllib.request\ndef attempt():\n"
        "    return urllib.request.urlopen('http://127.0.0.1:<PORT>/').read().decode()",
        reaches=True,
    ),
    Attempt(
        "http.client",
        "import http.client\ndef attempt():\n    c = http.client.HTTPConnection('127.0.0.1', <PORT>)\n"
        "    c.request('GET', '/')\n    return c.getresponse().read().decode()",
        reaches=True,
    ),
    Attempt(
        "asyncio",
        "import asyncio\nasync def connect():\n    r, _ = await asyncio.open_connection('127.0.0.1', <PORT>)\n"
        "    return (await r.read()).decode()\ndef attempt():\n    return asyncio.run(connect())",
        reaches=True,
    ),
    Attempt(
        "listening",
        "import socket\ndef attempt():\n    socket.create_server(('127.0.0.1', 0)).getsockname()\n    return 'ESCAPED'",
        reaches=True,
    ),
    Attempt(
        "sending datagrams",
        "import socket\ndef attempt():\n    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "    s.sendto(b'x', ('127.0.0.1', 9))\n    return 'ESCAPED'",
        reaches=True,
    ),
]

DOORS = [
    Attempt("import js", "import js\ndef attempt():\n    return 'ESCAPED' + str(js.process)"),
    Attempt("pyodide_js", "import pyodide_js\ndef attempt():\n    return 'ESCAPED' + str(pyodide_js.FS)"),
    Attempt(
        "run_js",
        "from pyodide.code import run_js\ndef attempt():\n    return 'ESCAPED' + str(run_js('process.env'))",
    ),
    Attempt("pyodide.ffi", "import pyodide.ffi\ndef attempt():\n    return 'ESCAPED'"),
    Attempt("_pyodide_core", "import _pyodide_core\ndef attempt():\n    return 'ESCAPED'"),
    Attempt(
        "_pyodide_core without import",
        "import _imp\nfrom importlib.machinery import ModuleSpec, BuiltinImporter\n"
        "def attempt():\n    m = _imp.create_builtin(ModuleSpec('_pyodide_core', BuiltinImporter))\n"
        "    _imp.exec_builtin(m)\n    return 'ESCAPED'",
    ),
    Attempt(
        "what sys.modules has",
        "import sys\ndef attempt():\n"
        "    return str(['ESCAPED ' + n for n in sys.modules if n.partition('.')[0] in ('js', 'pyodide_js', 'pyodide')])",
    ),
    Attempt(
        "what the garbage collector knows",
        "import gc\ndef attempt():\n"
        "    return str(['ESCAPED' for o in gc.get_objects() if type(o).__name__ in ('JsProxy', 'JsFinder')])",
    ),
    Attempt(
        "an instance of JsProxy",
        "import gc\ndef attempt():\n"
        "    proxies = [c for c in object.__subclasses__() if c.__name__ == 'JsProxy']\n"
        "    return str([o.constructor.constructor('return ESCAPED')() for c in proxies for o in gc.get_referrers(c)\n"
        "                if isinstance(o, tuple(proxies))])",
    ),
    Attempt("ctypes", "import ctypes\ndef attempt():\n    return 'ESCAPED' + str(ctypes.CDLL(None))", reaches=True),
    Attempt(
        "_ctypes without import",
        "import _imp\nfrom importlib.machinery import ModuleSpec, BuiltinImporter\n"
        "def attempt():\n    m = _imp.create_builtin(ModuleSpec('_ctypes', BuiltinImporter))\n"
        "    return 'ESCAPED' if m else ''",
    ),
    Attempt(
        "__import__",
        "def attempt():\n    return __import__('os').popen('cat <TREASURE_PATH>').read()",
        reaches=True,
    ),
    Attempt(
        "importlib",
        "import importlib\ndef attempt():\n    return importlib.import_module('subprocess').getoutput('cat <TREASURE_PATH>')",
        reaches=True,
    ),
    Attempt(
        "a module of one's own",
        "import sys\nsys.path.insert(0, '<FOLDER>')\ndef attempt():\n"
        "    open('<FOLDER>/evil.py', 'w').write('x = \"ESCAPED\"')\n    import evil\n    return evil.x",
        reaches=True,
    ),
    Attempt(
        "subclasses",
        "def attempt():\n    for c in object.__subclasses__():\n"
        "        if c.__init__.__class__.__name__ == 'function' and 'sys' in c.__init__.__globals__:\n"
        "            return c.__init__.__globals__['sys'].modules['os'].popen('cat <TREASURE_PATH>').read()\n    return ''",
        reaches=True,
    ),
    Attempt(
        "frames",
        "import sys\ndef attempt():\n    frame = sys._getframe()\n    while frame:\n"
        "        for scope in (frame.f_globals, frame.f_locals):\n"
        "            for value in list(scope.values()):\n"
        "                if type(value).__name__ == 'module' and hasattr(value, 'popen'):\n"
        "                    return value.popen('cat <TREASURE_PATH>').read()\n        frame = frame.f_back\n"
        "    import os\n    return os.popen('cat <TREASURE_PATH>').read()",
        reaches=True,
    ),
    Attempt(
        "the closure of the fence",
        "import gc, types\ndef attempt():\n"
        "    for f in [o for o in gc.get_objects() if isinstance(o, types.FunctionType) and o.__name__ == 'hook']:\n"
        "        for cell in f.__closure__ or ():\n            if isinstance(cell.cell_contents, frozenset):\n"
        "                cell.cell_contents = frozenset(['open', 'os.listdir', 'os.system', 'import'])\n"
        "    return open('<TREASURE_PATH>').read()",
    ),
    Attempt(
        "the frame of the fence",
        "def attempt():\n    try:\n        open('<TREASURE_PATH>')\n    except Exception as error:\n"
        "        frame = error.__traceback__.tb_next.tb_frame\n"
        "        frame.f_globals.update(denied=lambda _: print, missing=lambda _: print, str=list, type=lambda _: str)\n"
        "        for name in list(frame.f_locals):\n            frame.f_locals[name] = 'import'\n"
        "    try:\n        return open('<TREASURE_PATH>').read()\n    except TypeError as error:\n        return 'denied'",
    ),
    Attempt(
        "a path that is not what it says",
        "import os\nclass Path(str):\n    def __add__(self, _):\n        return os.__file__\n    def __contains__(self, _):\n"
        "        return False\n    def __str__(self):\n        return os.__file__\n    __format__ = __str__\n"
        "    def startswith(self, _):\n        return True\n"
        "def attempt():\n    return open(Path('<TREASURE_PATH>')).read()",
        reaches=True,
    ),
    Attempt(
        "modules of the system once more",
        "import _imp\nfrom importlib.machinery import ModuleSpec, BuiltinImporter\n"
        "def attempt():\n    _imp.create_builtin(ModuleSpec('posix', BuiltinImporter)).mkfifo('<CANARY_PATH>')\n    return ''",
        reaches=True,
    ),
    Attempt(
        "pickle",
        "import pickle\ndef attempt():\n"
        "    return str(pickle.loads(b'cos\\nsystem\\n(S\"touch <CANARY_PATH>\"\\ntR.'))",
        reaches=True,
    ),
    Attempt("code made by hand", (
        "def attempt():\n    f = lambda: None\n    c = f.__code__\n"
        "    f.__code__ = c.replace(co_code=b'\\xff\\x00' * 40)\n    f()\n    return ''"
    )),
    Attempt("eval", "def attempt():\n    return eval('__import__(\"os\").popen(\"cat <TREASURE_PATH>\").read()')", reaches=True),
]  # fmt: skip

ATTEMPTS = [*READ, *WRITE, *ENVIRONMENT, *PROCESSES, *NETWORK, *DOORS, *BOMBS, *ENDS]
