"""A small builder of SELECT statements."""


class Query:
    """Use it as a chain::

        Query("orders").columns("id").where("paid = ?", 1).order_by("id").limit(5).build()
    """

    def __init__(self, table):
        self._table = table
        self._columns = ["*"]
        self._where = []
        self._values = []
        self._group = []
        self._order = []
        self._limit = None

    def columns(self, *names):
        self._columns = list(names)
        return self

    def where(self, condition, *values):
        self._where.append(condition)
        self._values.extend(values)
        return self

    def group_by(self, *names):
        self._group.extend(names)
        return self

    def order_by(self, name):
        """Orders by the column; a leading minus turns the direction."""
        self._order.append(name[1:] + " DESC" if name.startswith("-") else name)
        return self

    def limit(self, number):
        self._limit = int(number)
        return self

    def build(self):
        """The statement and its values."""
        parts = [f"SELECT {', '.join(self._columns)} FROM {self._table}"]
        if self._where:
            parts.append("WHERE " + " AND ".join(self._where))
        if self._group:
            parts.append("GROUP BY " + ", ".join(self._group))
        if self._order:
            parts.append("ORDER BY " + ", ".join(self._order))
        if self._limit is not None:
            parts.append(f"LIMIT {self._limit}")
        return " ".join(parts), tuple(self._values)
