"""A token service for docker-registry: https://distribution.github.io/distribution/spec/auth/jwt/.

Anyone can pull from repositories that begin with `library/`. The user `user` with the password `password` can do
everything. Each request is logged to standard error as its scopes and its user.

usage: tokens.py PORT KEY CERTIFICATE
"""

import base64
import http.server
import json
import os
import subprocess
import sys
import time
import urllib.parse

PORT, KEY, CERTIFICATE = sys.argv[1:]


def encode(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def token(service, access):
    with open(CERTIFICATE, encoding="ascii") as file:
        certificate = "".join(line.strip() for line in file if not line.startswith("-"))
    now = int(time.time())
    claims = {"iss": "tokens", "sub": "", "aud": service, "exp": now + 300, "nbf": now - 10, "iat": now, "access": access}
    header = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
    signed = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", KEY], input=signed, stdout=-1, check=True).stdout
    return (signed + b"." + encode(signature)).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        authorization = self.headers.get("authorization", "")
        is_user = authorization == "Basic " + base64.b64encode(b"user:password").decode()
        if authorization and not is_user:
            self.reply(401, {"details": "incorrect username or password"})
            return
        scopes = [scope for value in query.get("scope", []) for scope in value.split(" ")]
        # One write per line, because requests are answered in threads.
        line = " ".join(["token", *scopes, "user" if is_user else "anonymous"])
        os.write(sys.stderr.fileno(), f"{line}\n".encode())
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            allowed = [action for action in actions.split(",") if is_user or action == "pull" and name.startswith("library/")]
            access.append({"type": kind, "name": name, "actions": allowed})
        self.reply(200, {"token": token(query["service"][0], access)})

    def reply(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(PORT)), Handler).serve_forever()
