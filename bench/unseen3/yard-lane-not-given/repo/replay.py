import json
import logging
import sys

from yardlane.app import App
from yardlane.client import Client


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    client = Client(App())
    with open(path) as fp:
        for line in fp:
            request = json.loads(line)
            code, answer = client.call(request["method"], request["path"], request.get("body"))
            print(code, json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
