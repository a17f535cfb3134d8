from gazetteer.catalogue import Catalogue

__all__ = ["Catalogue"]
