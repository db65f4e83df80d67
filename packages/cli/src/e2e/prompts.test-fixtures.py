"""Runs a program on a terminal of its own, and answers what it asks.

Arguments: answers as a JSON list of pairs, then the program. Each answer is typed once its question has been printed after the answer before.
Prints JSON: what the program showed, without the terminal's control sequences, and its exit code.
"""

import json
import os
import pty
import re
import sys

answers = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = b""
seen = 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    while answers and shown.find(answers[0][0].encode(), seen) >= 0:
        seen = shown.find(answers[0][0].encode(), seen) + len(answers[0][0])
        os.write(terminal, answers.pop(0)[1].encode())
_, status = os.waitpid(pid, 0)
text = re.sub(r"\r+\n", "\n", re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shown.decode()))
print(json.dumps({"text": text, "code": os.waitstatus_to_exitcode(status)}))
