def test_account(client):
    answer = client.get("/members/m1")
    assert answer.json == {"name": "Ines Roth", "loans": [1, 2], "owed": 100}


def test_nobody(client):
    assert client.get("/members/m9").status_code == 404
