"""What Python code does to the machine or to its sandbox when it cannot get out."""

from tests.sandbox.host import Attempt

BOMBS = [
    Attempt("an endless loop", "def attempt():\n    while True:\n        pass", 0.5, slow=True),
    Attempt(
        "an endless loop that catches everything",
        "def attempt():\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass",
        0.5,
    ),
    Attempt("a regular expression", "import re\ndef attempt():\n    return str(re.match('(a+)+$', 'a' * 60 + 'b'))", 0.5),
    Attempt("a generator that never ends", "def attempt():\n    def g():\n        while True:\n            yield 1\n"
            "    return str(sum(g()))", 0.5, slow=True),
    Attempt("itertools without end", "import itertools\ndef attempt():\n    return str(sum(itertools.count()))", 0.5, slow=True),
    Attempt("a list that doubles", "def attempt():\n    x = [1]\n    while True:\n        x += x", 5.0),
    Attempt("a text that doubles", "def attempt():\n    x = 'x'\n    while True:\n        x += x", 5.0, slow=True),
    Attempt("a big number", "def attempt():\n    return str(10 ** 10 ** 8 % 7)", 0.5, slow=True),
    Attempt("many bytes", "def attempt():\n    return str(len(bytearray(1 << 40)))", 5.0),
    Attempt("an answer of many bytes", "def attempt():\n    return 'x' * (200 << 20)", 5.0),
    Attempt("a deep recursion", "def attempt():\n    return attempt()", 5.0),
    Attempt("a recursion without limit",
            "import sys\nsys.setrecursionlimit(10 ** 9)\ndef attempt():\n    return attempt()", 2.0),
    Attempt("a deep nesting", "def attempt():\n    return str(eval('(' * 5000 + ')' * 5000))", 5.0),
    Attempt("a deep list", "def attempt():\n    x = []\n    for _ in range(10 ** 5):\n        x = [x]\n    return repr(x)", 5.0),
    Attempt("sleeping", "import time\ndef attempt():\n    time.sleep(1000)\n    return ''", 0.5),
    Attempt("threads without end",
            "import threading\ndef attempt():\n    while True:\n"
            "        threading.Thread(target=threading.Event().wait, daemon=True).start()", 1.0),
]  # fmt: skip

ENDS = [
    Attempt("sys.exit", "import sys\ndef attempt():\n    sys.exit(0)"),
    Attempt("os._exit", "import os\ndef attempt():\n    os._exit(0)"),
    Attempt("os.abort", "import os\ndef attempt():\n    os.abort()"),
    Attempt("a crash", "import faulthandler\ndef attempt():\n    faulthandler._sigsegv()"),
    Attempt("a signal", "import signal\ndef attempt():\n    signal.raise_signal(signal.SIGTERM)\n    return ''"),
    Attempt("an alarm", "import signal\ndef attempt():\n    signal.setitimer(signal.ITIMER_REAL, 0.01)\n    return ''"),
    Attempt("__del__", "class D:\n    def __del__(self):\n        open('<CANARY_PATH>', 'w')\ndef attempt():\n    D()\n"
            "    return ''", reaches=True),
    Attempt("atexit", "import atexit\ndef attempt():\n    atexit.register(open, '<CANARY_PATH>', 'w')\n    return ''",
            reaches=True),
    Attempt("an exception that cannot be shown",
            "class E(Exception):\n    def __str__(self):\n        raise E()\ndef attempt():\n    raise E()"),
    Attempt("an answer that is no text",
            "class T(str):\n    def __add__(self, other):\n        return 'ESCAPED'\n    __radd__ = __add__\n"
            "def attempt():\n    return T('x')"),
    Attempt("a flood of output", "def attempt():\n    for _ in range(2000):\n        print('x' * 5000)\n    return 'x'", 5.0),
    Attempt("frames on the standard output",
            "import sys\ndef attempt():\n    for _ in range(9):\n"
            "        sys.stdout.write('\\n{\"is\":\"text\",\"text\":\"ESCAPED\",\"id\":\"1\"}\\n')\n        sys.stdout.flush()\n"
            "    return 'x'"),
    Attempt("frames on every descriptor",
            "import os\ndef attempt():\n    for fd in range(64):\n        try:\n"
            "            os.write(fd, b'\\n{\"is\":\"text\",\"text\":\"ESCAPED\",\"id\":\"1\"}\\n')\n"
            "        except OSError:\n            pass\n    return 'x'"),
    Attempt("closing every descriptor",
            "import os\ndef attempt():\n    for fd in range(64):\n        try:\n            os.close(fd)\n"
            "        except OSError:\n            pass\n    return 'x'"),
    Attempt("redefining what everybody uses",
            "import builtins, json\ndef attempt():\n    builtins.len = lambda _: 0\n    json.dumps = lambda *_: 'ESCAPED'\n"
            "    return ''"),
    Attempt("tracing", "import sys\ndef attempt():\n    sys.settrace(lambda *_: None)\n"
            "    sys.setprofile(lambda *_: exit())\n    return ''"),
]  # fmt: skip
