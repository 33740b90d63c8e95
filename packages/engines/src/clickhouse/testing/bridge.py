"""ClickHouse's HTTP interface in front of the embedded engine (pip install chdb), for tests: a real engine behind a small door.

Prints the port. With a second argument every short exchange is appended to that file, for replay. One statement runs at a time. Settings come as URL parameters, as with the server; KILL QUERY ends the stream with that query_id.
"""

import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from chdb import session

ENGINE = session.Session()
LOCK = threading.Lock()
STOPPED = set()
FORMAT = "JSONCompactEachRowWithNamesAndTypes"
READS = ("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "(")
OWN = {"default_format", "query_id", "database", "readonly", "cancel_http_readonly_queries_on_client_close"}


RECORD = sys.argv[2] if len(sys.argv) > 2 else ""
LONG = re.compile(r"SELECT number \+ 1 AS n FROM numbers\(\d+\)|SELECT number FROM system.numbers")


def record(door, sql, params, status, code, body):
    if RECORD and not LONG.fullmatch(sql):
        wrong = door.headers.get("x-clickhouse-key") == "wrong"
        key = json.dumps([sql, params.get("database"), params.get("readonly"), wrong], ensure_ascii=False, separators=(",", ":"))
        with open(RECORD, "a") as file:
            file.write(json.dumps({"key": key, "status": status, "code": code, "body": body.decode()}, ensure_ascii=False) + "\n")


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def chunks(sql, params):
    """Bytes of the answer, header lines once."""
    for key, value in params.items():
        if key not in OWN:
            ENGINE.query(f"SET {key} = {value if re.fullmatch('[0-9]+', value) else literal(value)}")
    if "database" in params:
        ENGINE.query("USE `" + params["database"].replace("\\", "\\\\").replace("`", "\\`") + "`")
    first = re.sub(r"^(\s|--[^\n]*\n|/\*.*?\*/)+", "", sql, flags=re.S)
    reads = first.upper().startswith(READS)
    if params.get("readonly") == "2":
        if not reads:
            raise RuntimeError("Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)")
        if re.match(r"(?i)select|with|\(", first):
            sql += "\nSETTINGS readonly = 2"
    if not reads:
        ENGINE.query(sql)
        return
    head = True
    for part in ENGINE.send_query(sql, FORMAT):
        if params.get("query_id") in STOPPED:
            raise RuntimeError("Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)")
        data = part.bytes()
        yield data if head else data.split(b"\n", 2)[2]
        head = False
    if head:
        yield ENGINE.query(sql, FORMAT).bytes()


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def piece(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def do_POST(self):
        sql = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        params = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        kill = re.match(r"KILL QUERY WHERE query_id = '([^']+)'", sql)
        if self.headers.get("x-clickhouse-key") == "wrong":
            return self.refuse(sql, params, "Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)")
        if kill:
            STOPPED.add(kill.group(1))
            return self.whole(200, b"")
        with LOCK:
            self.answer(sql, params)

    def answer(self, sql, params):
        stream = chunks(sql, params)
        try:
            first = next(stream, b"")
        except Exception as error:  # the engine's own words go to the client
            return self.refuse(sql, params, re.sub("^Streaming query failed: ", "", str(error)))
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        said = [first]
        try:
            if first:
                self.piece(first)
            for data in stream:
                if data:
                    if RECORD and not LONG.fullmatch(sql):
                        said.append(data)
                    self.piece(data)
            record(self, sql, params, 200, None, b"".join(said))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            return
        except Exception as error:
            self.piece(str(error).encode() + b"\n")
        finally:
            stream.close()
        try:
            self.piece(b"")
        except OSError:
            self.close_connection = True

    def refuse(self, sql, params, text):
        code = re.search(r"Code: (\d+)", text)
        record(self, sql, params, 500, code.group(1) if code else None, text.encode())
        self.whole(500, text.encode(), code.group(1) if code else None)

    def whole(self, status, data, code=None):
        self.send_response(status)
        if code:
            self.send_header("x-clickhouse-exception-code", code)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0), Door)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    # Ends with its parent, which holds the other end of this pipe.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
