def test_a_late_novel(client):
    answer = client.get("/loans/1")
    assert answer.status_code == 200
    assert answer.json["owed"] == 100


def test_a_film_that_is_not_due(client):
    assert client.get("/loans/2").json["owed"] == 0


def test_no_such_loan(client):
    assert client.get("/loans/9").status_code == 404


def test_reminder(client):
    assert "5 days ago" in client.get("/loans/1/reminder").text
