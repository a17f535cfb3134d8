from badgepress.layout import Badge, badge, render


def test_badge():
    assert badge("Lena  Voss ") == Badge("Lena", "Voss", "")
    assert badge("Marta Oliveira Santos", " cork") == Badge("Marta", "Oliveira Santos", "CORK")


def test_render():
    assert render(Badge("A", "", "X"), 5) == "+-----+\n|  A  |\n|    X|\n+-----+"
