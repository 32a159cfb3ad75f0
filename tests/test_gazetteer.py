"""The gazetteer: real names, transliterations, names that several places bear, the user's own places, and the index on disk."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from sayso.errors import LexiconError
from sayso.mentions.gazetteer import FEATURES, Gazetteer, GazetteerEntry, PlaceQuery, distance_km, open_gazetteer, resolve
from sayso.mentions.gazetteer.index import PlaceIndex, cache_folder
from sayso.mentions.gazetteer.keys import is_searchable, normalise, skeleton, without_article
from sayso.mentions.gazetteer.sources import PlaceRow

HEADER = "name,lat,lon,country,admin1,aliases,radius_km,feature\n"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all runs of this user, so that the index is built once."""
    return tmp_path_factory.getbasetemp().parent / "sayso-gazetteer"


@pytest.fixture(scope="session")
def gazetteer(cache: Path) -> Gazetteer:
    return open_gazetteer(cache=cache)


@pytest.fixture
def with_places(cache: Path, tmp_path: Path) -> Callable[[str], Gazetteer]:
    def opened(text: str) -> Gazetteer:
        path = tmp_path / "places.csv"
        path.write_text(text, encoding="utf-8")
        return open_gazetteer(places=[path], cache=cache)

    return opened


def town(name: str, lat: float = 10.0, lon: float = 10.0, *, country: str = "TCD", prior: float = 4.0) -> GazetteerEntry:
    return GazetteerEntry(None, name, country, None, lat, lon, 10_000, "city", 2.0, prior)


@pytest.mark.parametrize(
    ("name", "country", "feature"),
    [
        ("Homs", "SYR", "city"),
        ("Hama", "SYR", "city"),
        ("Raqqa", "SYR", "city"),
        ("Daraa", "SYR", "city"),
        ("Moscow", "RUS", "city"),
        ("Kyiv", "UKR", "city"),
        ("Washington", "USA", "city"),
        ("Gaza", "PSE", "region"),
        ("Gaza City", "PSE", "city"),
        ("Georgia", "GEO", "country"),
        ("U.S.", "USA", "country"),
        ("the UK", "GBR", "country"),
        ("Anbar", "IRQ", "admin1"),
        ("North Darfur", "SDN", "admin1"),
        ("Donbas", "UKR", "region"),
        ("Nagorno-Karabakh", "AZE", "region"),
        ("Eastern Ghouta", "SYR", "region"),
        ("Zamzam camp", "SDN", "site"),
        ("Azovstal", "UKR", "site"),
        ("Ain al-Hilweh", "LBN", "site"),
        ("Sheikh Maqsoud", "SYR", "district"),
        ("حمص", "SYR", "city"),
        ("Харків", "UKR", "city"),
    ],
)
def test_likeliest_place_of_a_name(gazetteer: Gazetteer, name: str, country: str, feature: str) -> None:
    first = gazetteer.lookup(name)[0]
    assert (first.country, first.feature) == (country, feature)


def test_an_entry_says_where(gazetteer: Gazetteer) -> None:
    homs = gazetteer.lookup("Homs")[0]
    assert (homs.geonames_id, homs.name, homs.country, homs.admin1) == (169577, "Homs", "SYR", "Homs")
    assert (homs.lat, homs.lon) == pytest.approx((34.72682, 36.72339), abs=0.01)
    assert homs.radius_km == pytest.approx(5, abs=0.2)


@pytest.mark.parametrize(
    ("spellings", "country"),
    [
        (("al-Fashir", "El Fasher", "Al Fasher", "El-Fashir"), "SDN"),
        (("Deir ez-Zor", "Deir Ezzor", "Dayr az-Zawr", "Deir al-Zour", "Deir Azzour"), "SYR"),
        (("Aleppo", "Halab", "Ḥalab"), "SYR"),
        (("Kyiv", "Kiev"), "UKR"),
        (("Raqqa", "Raqqah", "al-Raqqa", "Rakka"), "SYR"),
        (("Idlib", "Idleb"), "SYR"),
        (("Tal Afar", "Tel Afar", "Tall ʿAfar"), "IRQ"),
        (("Daraa", "Deraa", "Dar'a"), "SYR"),
        (("Maarrat al-Numan", "Maaret al-Numan", "Ma‘arrat an-Nu‘man"), "SYR"),
        (("Khan Sheikhoun", "Khan Shaykhun"), "SYR"),
        (("Kuweires airbase", "Kweyris military airport", "Kuwairis airport"), "SYR"),
    ],
)
def test_spellings_of_one_place(gazetteer: Gazetteer, spellings: tuple[str, ...], country: str) -> None:
    found = [gazetteer.lookup(spelling)[0] for spelling in spellings]
    assert {entry.country for entry in found} == {country}
    assert all(distance_km(found[0], other) < 15 for other in found)


@pytest.mark.parametrize("name", ["", "a", "?!", "Xqzzywt", "Syrian", "Russians", "American", "Hezbollah fighters"])
def test_what_is_no_place(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.lookup(name) == ()


def test_names_that_only_resemble_a_place_are_not_known(gazetteer: Gazetteer) -> None:
    assert gazetteer.knows("al-Fashir") and gazetteer.knows("Fashir") and gazetteer.knows("Homs province")
    assert gazetteer.lookup("Kwairis airport") and not gazetteer.knows("Kwairis airport")
    assert not gazetteer.knows("Islamic State") and not gazetteer.knows("Syrian")


def test_type_words_choose_the_feature(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Homs province")[0].feature == "admin1"
    assert gazetteer.lookup("province of Homs")[0].feature == "admin1"
    assert gazetteer.lookup("city of Idlib")[0].feature == "city"
    assert gazetteer.lookup("Kansas City")[0].feature == "city"
    afrin = gazetteer.lookup("Afrin district")[0]
    assert (afrin.feature, afrin.geonames_id, afrin.radius_km) == ("admin2", None, 20)
    airport = gazetteer.lookup("Idlib airport")[0]
    assert (airport.feature, airport.country) == ("site", "SYR")


def chosen(gazetteer: Gazetteer, *names: str | PlaceQuery, countries: tuple[str, ...] | Counter[str] = ()) -> list[str | None]:
    queries = [name if isinstance(name, PlaceQuery) else PlaceQuery(name) for name in names]
    return [entry.country if entry else None for entry in gazetteer.resolve(queries, countries=countries)]


def test_tripoli_by_context(gazetteer: Gazetteer) -> None:
    assert chosen(gazetteer, "Tripoli") == ["LBY"]
    assert chosen(gazetteer, "Tripoli", "Benghazi", "Misrata") == ["LBY", "LBY", "LBY"]
    assert chosen(gazetteer, "Tripoli", "Beirut", "Sidon", "Lebanon") == ["LBN"] * 4
    assert chosen(gazetteer, PlaceQuery("Tripoli", "Lebanon")) == ["LBN"]
    assert chosen(gazetteer, "Tripoli", countries=Counter({"LBN": 5, "SYR": 1})) == ["LBN"]
    assert chosen(gazetteer, "Tripoli", countries=("LBN", "LBY")) == ["LBY"]


def test_capitals_stay_in_foreign_company(gazetteer: Gazetteer) -> None:
    assert chosen(gazetteer, "Moscow", "Washington", "New York", "United States")[0] == "RUS"
    assert chosen(gazetteer, "Paris", "Washington", "New York", "Chicago")[0] == "FRA"
    assert chosen(gazetteer, PlaceQuery("Paris", "Texas"))[0] == "USA"


def test_georgia_by_context(gazetteer: Gazetteer) -> None:
    assert chosen(gazetteer, "Georgia", "Tbilisi", "South Ossetia")[0] == "GEO"
    atlanta, georgia = gazetteer.resolve([PlaceQuery("Atlanta", "Georgia"), PlaceQuery("Alabama")])
    assert atlanta and georgia and (atlanta.country, georgia.country) == ("USA", "USA")


def test_one_name_one_place() -> None:
    here, there = town("Dara", prior=4.0), town("Dara", 50, 50, country="POL", prior=5.0)
    inside = GazetteerEntry(None, "Chad", "TCD", None, 15, 19, 0, "country", 600.0)

    def lookup(name: str) -> tuple[GazetteerEntry, ...]:
        return {"Dara": (there, here), "Chad": (inside,)}.get(name.title(), ())

    assert resolve([PlaceQuery("Dara")], lookup) == [there]
    assert resolve([PlaceQuery("Dara"), PlaceQuery("Nowhere"), PlaceQuery("DARA", "Chad")], lookup) == [here, None, here]
    assert resolve([], lookup) == []


def test_user_places_go_first(with_places: Callable[[str], Gazetteer]) -> None:
    gazetteer = with_places(HEADER + "Homs,1.5,2.5,TCD,Lac,Old Homs|حمص العتيقة,3,site\nQuxville,-10,20,,,,,\n")
    first, second = gazetteer.lookup("homs")[:2]
    assert (first.country, first.admin1, first.feature, first.radius_km) == ("TCD", "Lac", "site", 3)
    assert second.country == "SYR"
    assert gazetteer.lookup("حمص العتيقة")[0] == first
    assert gazetteer.lookup("Quxville")[0].radius_km == 3
    assert gazetteer.resolve([PlaceQuery("Homs"), PlaceQuery("Damascus"), PlaceQuery("Hama")])[0] == first


def test_a_geonames_dump_is_known_by_its_shape(with_places: Callable[[str], Gazetteer]) -> None:
    cells = [
        "999",
        "Qwertabad",
        "Qwertabad",
        "Kwertabad,قورت",
        "34.5",
        "36.5",
        "P",
        "PPL",
        "SY",
        "",
        "11",
        "",
        "",
        "",
        "1200",
        "",
        "500",
        "Asia/Damascus",
        "2024-01-01",
    ]
    gazetteer = with_places("\t".join(cells) + "\n")
    found = gazetteer.lookup("Kwertabad")[0]
    assert (found.geonames_id, found.country, found.admin1, found.population) == (999, "SYR", "Homs", 1200)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,lat\nX,1\n", "places.csv:1: lacks the column lon."),
        ("name,lat,lon,height\nX,1,2,3\n", "places.csv:1: has the unknown column 'height'."),
        ("name,lat,lon\n ,1,2\n", "places.csv:2: has no name."),
        ("name,lat,lon\nX,1,2\nY,91,2\n", "places.csv:3: lat cannot be '91'."),
        ("name,lat,lon\nX,1,east\n", "places.csv:2: lon cannot be 'east'."),
        ("name,lat,lon\nX,nan,2\n", "places.csv:2: lat cannot be 'nan'."),
        ("name,lat,lon\nX,1\n", "places.csv:2: has another number of fields than the header."),
        ("name,lat,lon\nX,1,2,3\n", "places.csv:2: has another number of fields than the header."),
        ("name,lat,lon,country\nX,1,2,Syria\n", "places.csv:2: country cannot be 'Syria'."),
        ("name,lat,lon,feature\nX,1,2,planet\n", "places.csv:2: feature cannot be 'planet'."),
        ("name,lat,lon,radius_km\nX,1,2,-5\n", "places.csv:2: radius_km cannot be '-5'."),
        ("", "places.csv:1: lacks the column name, lat, lon."),
    ],
)
def test_broken_places_files_say_where(with_places: Callable[[str], Gazetteer], text: str, message: str) -> None:
    with pytest.raises(LexiconError) as error:
        with_places(text)
    assert message in str(error.value)
    assert error.value.remedy


def test_a_missing_places_file(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        open_gazetteer(places=[tmp_path / "none.csv"], cache=cache)
    (tmp_path / "latin.csv").write_bytes(b"name,lat,lon\nM\xe9naka,1,2\n")
    with pytest.raises(LexiconError, match="not UTF-8"):
        open_gazetteer(places=[tmp_path / "latin.csv"], cache=cache)


def rows() -> list[PlaceRow]:
    return [PlaceRow(town(f"Place {number}"), [f"Place {number}"], True) for number in range(300)]


def test_an_unwritable_cache_works_in_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("not a folder")
    index = PlaceIndex.in_file(tmp_path / "file" / "index.sqlite", rows)
    assert index.find("place 7")[0].name == "Place 7"
    assert "cannot be kept" in caplog.text


def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"SQLite format 3\0 and then nothing of use")
    assert PlaceIndex.in_file(path, rows).find("place 7")
    assert PlaceIndex.in_file(path, list).find("place 7"), "the second time nothing is built"


def test_two_processes_at_once(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from sayso.mentions.gazetteer.entry import GazetteerEntry
from sayso.mentions.gazetteer.index import PlaceIndex
from sayso.mentions.gazetteer.sources import PlaceRow
entry = GazetteerEntry(None, "Somewhere", "TCD", None, 1.0, 2.0, 0, "city", 1.0)
rows = lambda: [PlaceRow(entry, [f"Somewhere {n}"], True) for n in range(4000)]
assert len(PlaceIndex.in_file(Path(sys.argv[1]), rows).find("somewhere 3999")) == 1
"""
    command = [sys.executable, "-c", script, str(tmp_path / "index.sqlite")]
    running = [subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["index.sqlite"]


def test_the_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("SAYSO_CACHE", raising=False)
    assert cache_folder() == tmp_path / "sayso"
    monkeypatch.setenv("SAYSO_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_keys() -> None:
    assert normalise("  Ma‘arrat an-Nu‘mān ") == "maarrat an numan"
    assert normalise("the St. Mary's") == "saint marys"
    assert normalise("الرقّة") == normalise("الرقه")
    assert without_article("al fashir") == "fashir"
    assert without_article("الرقه") == "رقه"
    assert without_article("alabama") is None
    assert skeleton("dayr az zawr") == skeleton("deir ezzor") == skeleton("deir al zour") == "drzr"
    assert skeleton("homs") is None
    assert is_searchable("Halab")
    assert not any(map(is_searchable, ("PMS", "hlb", "阿勒颇", "Ko")))


@pytest.mark.parametrize("table", ["regions.csv", "conflict_places.csv"])
def test_shipped_tables_are_sound(table: str) -> None:
    text = (files("sayso.lexicon") / "data" / "places" / table).read_text(encoding="utf-8")
    lines = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    assert len(lines) > 200
    for row in lines:
        assert row["feature"] in FEATURES, row
        assert abs(float(row["lat"])) <= 90 and abs(float(row["lon"])) <= 180 and float(row["radius_km"]) > 0, row
        assert not row["country"] or len(row["country"]) == 3, row
    assert not [key for key, count in Counter((row["name"], row["country"]) for row in lines).items() if count > 1]


def test_conflict_places_lie_in_their_country(gazetteer: Gazetteer) -> None:
    text = (files("sayso.lexicon") / "data" / "places" / "conflict_places.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        found = [entry for entry in gazetteer.lookup(row["name"]) if entry.country == row["country"]]
        where = GazetteerEntry(None, "", None, None, float(row["lat"]), float(row["lon"]), 0, "site", 1.0)
        assert any(distance_km(entry, where) < 1 for entry in found), row["name"]
