DOCUMENTS = {
    "d1": {"title": "Tide tables of the North Sea", "tags": {"tide", "tables"}},
    "d2": {"title": "Harbour pilots", "tags": {"harbour", "tide"}},
    "d3": {"title": "Knots and splices", "tags": {"knots"}},
    "d4": {"title": "The tide mill", "tags": {"tide", "mills"}},
}
