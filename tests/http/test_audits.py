"""The audits of the npm package graphql-http, all of them, against a server over a socket.

They run where GRAPHQL_HTTP_AUDITS names a folder in which `npm install graphql-http graphql` ran.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.http.process import toy_server

AUDITS = os.environ.get("GRAPHQL_HTTP_AUDITS", "")

SCRIPT = """
const { auditServer } = require("graphql-http");
auditServer({ url: process.argv[1] }).then((results) => {
  const lines = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
  console.log(JSON.stringify(lines));
});
"""


@pytest.mark.skipif(
    not AUDITS or not shutil.which("node"), reason="GRAPHQL_HTTP_AUDITS or node is missing"
)
def test_every_audit_passes() -> None:
    with toy_server() as server:
        command = ["node", "-e", SCRIPT, f"{server.url}/graphql"]
        done = subprocess.run(command, cwd=Path(AUDITS), capture_output=True, check=True)
    results = json.loads(done.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61
