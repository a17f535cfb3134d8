import json

from notify.endpoint import Endpoint
from notify.signing import sign


def test_forged():
    endpoint = Endpoint("k")
    body = json.dumps({"order": 1, "cents": 5})
    assert endpoint.post({"X-Signature": sign("k", body)}, body) == 204
    assert endpoint.post({"X-Signature": sign("other", body)}, body.replace("5", "1")) == 401
    assert endpoint.post({}, body) == 401
    assert endpoint.paid == {1: 5}
