from reportd.query import Query


def unpaid(limit):
    return Query("orders").columns("id", "total").where("paid = ?", 0).limit(limit)


def top_customers(limit):
    return (
        Query("orders")
        .columns("customer", "SUM(total) AS sum")
        .where("paid = ?", 1)
        .group_by("customer")
        .order_by("-sum", "customer")
        .limit(limit)
    )


ALL = {"unpaid": unpaid, "top-customers": top_customers}
