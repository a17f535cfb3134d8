import sqlite3

ORDERS = [(1, "ada", 40, 1), (2, "ben", 15, 1), (3, "ada", 5, 0), (4, "cy", 90, 1), (5, "ben", 60, 1)]


def connect():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE orders (id INTEGER, customer TEXT, total INTEGER, paid INTEGER)")
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", ORDERS)
    return connection
