import json
import socket


class Bus:
    def __init__(self, address, prefix):
        self.prefix = prefix
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(address)

    def publish(self, station, level):
        self.socket.send(json.dumps({"subject": f"{self.prefix}.{station}", "cm": level}).encode())
