from quill.letters import KINDS, credit_note, order_confirmed

COMMON = {"place": "Kiel", "day": "1 May"}
HEAD = "Quill & Sons                                          Kiel, 1 May\n\nDear {},\n"


def test_credit_note():
    letter = credit_note({"order": {"number": "Q-1", "buyer": "Ms Ay"}, "cents": 1995, "remark": "Sorry."}, **COMMON)
    assert letter == HEAD.format("Ms Ay") + "we have credited 19,95 EUR for order Q-1.\nSorry."


def test_without_remark():
    letter = KINDS["credit"]({"order": {"number": "Q-2", "buyer": "Mr Be"}, "cents": 5}, **COMMON)
    assert "Dear Mr Be,\n" in letter and "credited 0,05 EUR for order Q-2." in letter


def test_confirmed():
    order = {"number": "Q-3", "buyer": "Ms Ay", "recipient": "Mr Be"}
    assert order_confirmed({"order": order}, **COMMON) == HEAD.format("Ms Ay") + \
        "thank you for order Q-3. We send it to Mr Be within 6 days."
    assert "We send it to Ms Ay within 2" in order_confirmed(
        {"order": {"number": "Q-4", "buyer": "Ms Ay", "express": True}}, **COMMON)
