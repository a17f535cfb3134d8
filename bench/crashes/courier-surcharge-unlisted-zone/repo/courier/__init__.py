from courier.engine import cutoff, price

__all__ = ["cutoff", "price"]
