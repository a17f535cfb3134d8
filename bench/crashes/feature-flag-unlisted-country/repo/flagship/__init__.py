from flagship.engine import enabled, variant_for

__all__ = ["enabled", "variant_for"]
