import factory

from amparo.geo.models import StreetBlock, Town
from amparo.geo.words import fold, stem


class TownFactory(factory.django.DjangoModelFactory[Town]):
    class Meta:
        model = Town
        django_get_or_create = ("name",)

    name = "Holyoke"
    folded = factory.LazyAttribute(lambda town: fold(town.name))
    lat, lon = 42.2043, -72.6162


class StreetBlockFactory(factory.django.DjangoModelFactory[StreetBlock]):
    class Meta:
        model = StreetBlock

    town = "Holyoke"
    street = "HIGH ST"
    stem = factory.LazyAttribute(lambda block: stem(block.street))
    number_low, number_high = 102, 198
    lat, lon = 42.20821, -72.6064
