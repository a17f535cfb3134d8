import json
import sys

from app import create_app

application = create_app()

if __name__ == "__main__":
    status, body = application.get(sys.argv[1])
    print(status, json.dumps(body))
